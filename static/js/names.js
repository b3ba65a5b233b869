/* The drop-downs of the admin that search have no name of their own: each gets that of the field it stands for. */

function name(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    const box = select.parentElement.querySelector(".select2-selection");
    const said = select.labels[0] ? select.labels[0].textContent.trim().replace(/\s*[:：]$/, "") : "";
    if (box && said) {
      const shown = box.querySelector(".select2-selection__rendered");
      box.removeAttribute("aria-labelledby");
      box.setAttribute("aria-label", said);
      box.setAttribute("aria-describedby", shown.id);
      shown.setAttribute("aria-label", said);
    }
  }
}

if (window.django && window.django.jQuery) {
  // After Django's own handlers, which make the drop-downs.
  window.django.jQuery(() => name(document));
  document.addEventListener("formset:added", (event) => name(event.target));
}
