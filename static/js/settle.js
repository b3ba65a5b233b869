/* The first screen does not wait for what lies below it: sections are laid out when they come near (`overview.css`), or here,
   one by one, while there is nothing else to do. Then all of them have their true sizes, and an address leads to its part. */

const LATER = "[data-part=rest] > .sec:not(.is-settled)";
const idle = window.requestIdleCallback ?? setTimeout;

function settle(section) {
  section.classList.add("is-settled");
}

function all() {
  document.querySelectorAll(LATER).forEach(settle);
}

function next() {
  const section = document.querySelector(LATER);
  if (section) {
    settle(section);
    idle(next);
  }
}

/* Whoever asks for a part, or comes back to where they were, is taken there before the page has loaded. */
const isFromTheTop = performance.getEntriesByType("navigation")[0]?.type === "navigate" && !location.hash;
if (!isFromTheTop) {
  all();
} else if (document.readyState === "complete") {
  idle(next);
} else {
  addEventListener("load", () => idle(next), { once: true });
}
document.addEventListener("page:shown", all);
