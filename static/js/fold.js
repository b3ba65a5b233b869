/* Long parts are open in the page. A small screen closes them, so that the next heading is near; paper opens them again,
   and is no screen, however narrow. */

const folds = () => [...document.querySelectorAll("details.fold")];
const small = matchMedia("screen and (max-width: 56rem)");

function named() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  return target ? target.closest("details.fold") : null;
}

function fit() {
  const wanted = named();
  for (const fold of folds()) {
    fold.open = !small.matches || fold === wanted;
  }
}

function reveal() {
  const wanted = named();
  if (wanted) {
    wanted.open = true;
  }
}

small.addEventListener("change", fit);
addEventListener("hashchange", reveal);
document.addEventListener("page:shown", fit);
addEventListener("beforeprint", () => folds().forEach((fold) => (fold.open = true)));
fit();
