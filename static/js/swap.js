/* Shows another state of the page that is open: the place, the focus and what was typed in the meantime stay. */

const PARTS = [".breadcrumbs", "#content"];
const SETTLED = 2000;

/* The controls of a form by name: what each holds now. */
export function shown(form) {
  return new Map([...form.elements].filter((one) => one.name && one.type !== "hidden").map((one) => [one.name, value(one)]));
}

function value(control) {
  return control.type === "checkbox" ? control.checked : control.value;
}

/* `before`: what the controls held when the form was sent. Returns a function that puts back what was typed since. */
export function swap(page, address, before) {
  const form = document.querySelector("output.autosave").form;
  const since = [...shown(form)].filter(([name, held]) => before.has(name) && before.get(name) !== held);
  const place = remember();
  for (const part of PARTS) {
    const next = page.querySelector(part);
    if (next) {
      document.querySelector(part)?.replaceWith(document.adoptNode(next));
    }
  }
  showMessages(page);
  document.title = page.title;
  document.body.className = page.body.className;
  history.replaceState(null, "", address);
  revive(document.querySelector("#content"));
  place();
  return () => putBack(since);
}

function showMessages(page) {
  document.querySelector(".messagelist")?.remove();
  const list = page.querySelector(".messagelist");
  if (list) {
    document.querySelector("#content").before(document.adoptNode(list));
  }
}

function remember() {
  const { activeElement: active } = document;
  const folds = [...document.querySelectorAll("#content details")].map((one) => one.open);
  const top = active?.getBoundingClientRect().top ?? 0;
  const { selectionStart: start, selectionEnd: end } = active ?? {};
  const { scrollY } = window;
  return () => {
    const details = [...document.querySelectorAll("#content details")];
    if (details.length === folds.length) {
      details.forEach((one, index) => (one.open ||= folds[index]));
    }
    const summary = document.querySelector("#content [autofocus]");
    const again = active?.id ? document.getElementById(active.id) : null;
    if (summary) {
      summary.focus({ preventScroll: true });
      summary.scrollIntoView({ block: "nearest" });
    } else if (again) {
      again.focus({ preventScroll: true });
      if (typeof start === "number") {
        again.setSelectionRange?.(start, end);
      }
      hold(again, top);
    } else {
      window.scrollTo({ top: scrollY, behavior: "instant" });
    }
  };
}

/* In its place on the screen, until what is filled in after the page is there, or somebody moves it. */
function hold(element, top) {
  const move = () => window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
  const watch = new ResizeObserver(move);
  const release = () => watch.disconnect();
  move();
  watch.observe(document.querySelector("#content"));
  for (const sign of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    window.addEventListener(sign, release, { once: true });
  }
  setTimeout(release, SETTLED);
}

/* The admin's own scripts run once, when a page is loaded. */
function revive(content) {
  const $ = window.django?.jQuery;
  $?.(content).find(".js-inline-admin-formset").each((_index, group) => {
    const { name, options } = $(group).data("inlineFormset");
    const rows = `${name}-group .inline-related`;
    $(rows).stackedFormset(rows, options);
  });
  $?.(content).find(".admin-autocomplete").not("[name*=__prefix__]").djangoAdminSelect2?.();
  if (window.DateTimeShortcuts) {
    document.querySelectorAll(".datetimeshortcuts, .calendarbox, .clockbox").forEach((one) => one.remove());
    window.DateTimeShortcuts.init();
  }
  content.dispatchEvent(new Event("draft:shown", { bubbles: true }));
}

function putBack(since) {
  const form = document.querySelector("output.autosave")?.form;
  for (const [name, held] of since) {
    const control = form?.elements.namedItem(name);
    if (control instanceof HTMLElement) {
      control[control.type === "checkbox" ? "checked" : "value"] = held;
    }
  }
}
