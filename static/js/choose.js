/** Choosing among many: all at once, and how many there are. Without this script each box works by itself. */

const all = document.querySelector("[data-choose-all]");
const boxes = [...document.querySelectorAll(".candidates input[type=checkbox]")];
const told = document.querySelector("[data-chosen]");

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
  told.textContent = chosen ? `${chosen} ${told.dataset.chosen}` : "";
}

if (all && told && boxes.length) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    tell();
  });
  for (const box of boxes) box.addEventListener("change", tell);
  tell();
}
