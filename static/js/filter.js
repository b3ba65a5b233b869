/* Shows the front page with other filters in place: the form, the focus and the place on the screen stay, the address and
   the way back follow, and how much is shown is announced. If anything fails, the address is opened as without a script. */

const PARTS = [".mast", ".asof", "[data-part=answer]", "[data-part=rest]"];
const LINKS = "link[rel=canonical], link[rel=alternate][hreflang]";

const form = document.getElementById("filter");
const count = document.getElementById("filter-count");
let shown = location.search;
let asking;

function address() {
  const asked = [...new FormData(form)].filter(([, value]) => value);
  const query = new URLSearchParams(asked).toString();
  return query ? `${location.pathname}?${query}` : location.pathname;
}

async function ask(url) {
  asking?.abort();
  asking = new AbortController();
  const answer = await fetch(url, { signal: asking.signal, credentials: "same-origin" });
  if (!answer.ok) {
    throw new Error(`${answer.status}: ${url}`);
  }
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function go(url, { back = false } = {}) {
  let page;
  try {
    page = await ask(url);
  } catch (error) {
    if (error.name !== "AbortError") {
      location.assign(url);
    }
    return;
  }
  if (!back) {
    history.pushState(null, "", url);
  }
  shown = location.search;
  show(page);
}

function show(page) {
  const { top } = form.getBoundingClientRect();
  for (const part of PARTS) {
    document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  }
  document.querySelectorAll(LINKS).forEach((link) => link.remove());
  document.head.append(...page.querySelectorAll(LINKS));
  document.title = page.title;
  for (const select of form.querySelectorAll("select")) {
    select.value = page.getElementById(select.id).value;
  }
  count.textContent = page.getElementById(count.id).textContent;
  document.dispatchEvent(new Event("page:shown"));
  if (form.contains(document.activeElement)) {
    window.scrollBy({ top: form.getBoundingClientRect().top - top, behavior: "instant" });
  } else if (document.activeElement === document.body) {
    // The link that took the filters off has gone with them.
    form.closest("details").querySelector("summary").focus({ preventScroll: true });
  }
}

if (form) {
  form.addEventListener("change", () => go(address()));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(address());
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-clear]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      go(link.href);
    }
  });
  addEventListener("popstate", () => {
    if (location.search !== shown) {
      go(location.href, { back: true });
    }
  });
}
