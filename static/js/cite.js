/* A citation typed as one string: a combobox over the documents, which fills the plain fields of its row. Without it the
   string is read on the server, when the form is saved. */

const WAIT = 200;
let count = 0;

class Cite {
  constructor(input) {
    this.input = input;
    this.row = input.closest(".inline-related") || input.form;
    this.options = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.id = `cite-list-${(count += 1)}`;
    this.list.className = "cite-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels[0] ? input.labels[0].textContent.replace(/:$/, "") : "");
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "cite-status";
    this.status.setAttribute("role", "status");
    const attributes = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(attributes)) {
      input.setAttribute(name, value);
    }
    const box = document.createElement("div");
    box.className = "cite-box";
    input.replaceWith(box);
    box.append(input, this.list);
    box.after(this.status);
    input.addEventListener("input", () => this.soon());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // The click must not take the focus before it has chosen.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.chooseAt(this.options.indexOf(event.target.closest("li"))));
    this.tellOfFilledFields();
  }

  field(name) {
    return this.row.querySelector(`[name$="-${name}"]`);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), WAIT);
  }

  async ask(typed) {
    this.asking?.abort();
    this.asking = new AbortController();
    const address = `${this.input.dataset.cite}?${new URLSearchParams({ q: typed })}`;
    try {
      const response = await fetch(address, { signal: this.asking.signal, credentials: "same-origin" });
      return response.ok ? await response.json() : null;
    } catch {
      // Aborted by the next letter, or offline: the server reads the string when the form is saved.
      return null;
    }
  }

  async search() {
    const typed = this.input.value.trim();
    if (!typed) {
      this.close();
      this.status.replaceChildren();
      return;
    }
    const found = await this.ask(typed);
    if (found && this.input.value.trim() === typed) {
      this.found = found;
      this.show();
    }
  }

  show() {
    const { documents, paragraph, paragraph_to: to } = this.found;
    const place = paragraph ? `, ${paragraph}${to ? `–${to}` : ""}` : "";
    this.options = documents.map((one, index) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${index}`;
      option.setAttribute("role", "option");
      const symbol = document.createElement("b");
      symbol.textContent = `${one.symbol}${place}`;
      option.append(symbol, ` ${one.title}`);
      return option;
    });
    this.list.replaceChildren(...this.options);
    this.open(this.options.length > 0);
    this.move(-1);
    if (this.found.unknown) {
      const link = document.createElement("a");
      link.href = this.found.add.url;
      link.textContent = this.found.add.text;
      this.status.replaceChildren(this.found.unknown, " ", link);
    } else if (documents.length === 1 && paragraph) {
      this.tellUses(this.found);
    } else {
      this.status.textContent = this.input.dataset.found.replace("%(count)s", documents.length);
    }
  }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
  }

  close() {
    this.open(false);
    this.move(-1);
  }

  move(to) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const option = this.options[to];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) {
        this.search();
        return;
      }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = this.active + step;
      this.move(next > last ? 0 : next < 0 ? last : next);
    } else if (event.key === "Enter" && !this.list.hidden) {
      // The form is not sent by the key that chooses.
      event.preventDefault();
      this.chooseAt(this.active < 0 && last === 0 ? 0 : this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  chooseAt(index) {
    const chosen = this.found?.documents[index];
    if (!chosen) {
      return;
    }
    const { paragraph, paragraph_to: to } = this.found;
    this.close();
    if (!paragraph) {
      this.input.value = `${chosen.symbol}, `;
      this.input.focus();
      this.setDocument(chosen);
      this.status.textContent = "";
      return;
    }
    this.setDocument(chosen);
    this.set("paragraph", paragraph);
    this.set("paragraph_to", to);
    this.input.value = "";
    this.tellOfFilledFields();
  }

  set(name, value) {
    const field = this.field(name);
    if (field) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  setDocument(chosen) {
    const select = this.field("document");
    if (!select) {
      return;
    }
    if (![...select.options].some((option) => option.value === String(chosen.id))) {
      select.add(new Option(chosen.symbol, chosen.id));
    }
    select.value = String(chosen.id);
    // The admin's own widget listens to jQuery only; whoever else listens, to the event itself.
    window.django?.jQuery?.(select).trigger("change");
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async tellOfFilledFields() {
    const symbol = this.field("document")?.selectedOptions[0]?.textContent;
    const paragraph = this.field("paragraph")?.value;
    const to = this.field("paragraph_to")?.value;
    if (!symbol || !paragraph || !this.field("document").value) {
      return;
    }
    const found = await this.ask(`${symbol}, ${paragraph}${to ? `-${to}` : ""}`);
    if (found) {
      this.tellUses(found);
    }
  }

  tellUses(found) {
    const here = location.pathname;
    const used = found.used.filter((use) => use.url !== here);
    if (!used.length) {
      this.status.textContent = this.input.dataset.unused;
      return;
    }
    const parts = used.flatMap((use, index) => {
      const link = document.createElement("a");
      link.href = use.url;
      link.textContent = use.what;
      return [index ? ", " : " ", link, ` (${use.state})`];
    });
    this.status.replaceChildren(this.input.dataset.used, ...parts, found.more ? ` +${found.more}` : "");
  }
}

function enhance(root) {
  for (const input of root.querySelectorAll("input.cite:not([role])")) {
    if (!input.name.includes("__prefix__")) {
      new Cite(input);
    }
  }
}

enhance(document);
document.addEventListener("formset:added", (event) => enhance(event.target));
