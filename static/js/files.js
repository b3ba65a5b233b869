/* The files of a report come along while the page is open: their table is asked for until none is being made. Without this script
   the page is reloaded by hand. */

const WAIT = 2000;
let part = document.getElementById("files");

async function look() {
  try {
    const response = await fetch(part.dataset.address, { credentials: "same-origin" });
    if (response.ok && !response.redirected) {
      show(new DOMParser().parseFromString(await response.text(), "text/html").getElementById("files"));
    }
  } catch {
    // The next look may find the server again.
  }
  later();
}

function show(next) {
  const { id } = document.activeElement ?? {};
  const hadFocus = part.contains(document.activeElement);
  const before = part.dataset.said;
  part.replaceWith(document.adoptNode(next));
  part = next;
  if (hadFocus && id) {
    document.getElementById(id)?.focus({ preventScroll: true });
  }
  if (part.dataset.said !== before) {
    document.getElementById("files-said").textContent = part.dataset.said;
  }
}

function later() {
  if (part?.dataset.open === "yes") {
    setTimeout(look, WAIT);
  }
}

later();
