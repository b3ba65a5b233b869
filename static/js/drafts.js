/* A draft is saved without leaving the page, and kept aside on the server while somebody types. Without this script the form
   is sent as any other. */

import { shown, swap } from "./swap.js";

const QUIET = 2000;
const LONGEST = 10000;
const AGAIN = 15000;

class Draft {
  constructor(output) {
    this.meet(output);
    document.addEventListener("input", (event) => this.touched(event.target));
    document.addEventListener("change", (event) => this.touched(event.target));
    // The admin's own choosers tell jQuery only.
    window.django?.jQuery?.(document).on("change", (event) => this.touched(event.target));
    document.addEventListener("formset:removed", () => this.later());
    document.addEventListener("submit", (event) => this.sent(event));
    document.addEventListener("visibilitychange", () => this.leave());
    window.addEventListener("focus", () => this.isStuck && this.keep());
    window.addEventListener("beforeunload", (event) => this.isStuck && this.text() !== this.known && event.preventDefault());
  }

  meet(output) {
    this.output = output;
    this.form = output?.form;
    this.isStuck = false;
    this.known = this.form ? this.text() : "";
  }

  /* The form as it would be sent, with the token that is valid now: it changes when somebody signs in again. */
  body(submitter) {
    const body = new URLSearchParams(new FormData(this.form, submitter));
    const name = `${this.output.dataset.csrf}=`;
    const cookie = document.cookie.split("; ").find((one) => one.startsWith(name));
    if (cookie) {
      body.set("csrfmiddlewaretoken", cookie.slice(name.length));
    }
    return body;
  }

  text() {
    const body = this.body();
    body.delete("csrfmiddlewaretoken");
    return body.toString();
  }

  say(sentence, { isWrong = false, link = "" } = {}) {
    this.output.replaceChildren(sentence);
    this.output.classList.toggle("is-wrong", isWrong);
    if (link) {
      const sign = document.createElement("a");
      sign.href = this.output.dataset.login;
      sign.target = "_blank";
      sign.rel = "noopener";
      sign.textContent = link;
      this.output.append(" ", sign);
    }
  }

  at(sentence, time = new Date()) {
    const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", hourCycle: "h23" });
    return sentence.replace("%(time)s", clock.format(time));
  }

  saySignedOut() {
    this.isStuck = true;
    this.say(this.output.dataset.signedOut, { isWrong: true, link: this.output.dataset.signIn });
  }

  // --- keeping aside
  touched(control) {
    if (this.form && control?.form === this.form) {
      this.later();
    }
  }

  later() {
    this.since ??= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), Math.min(QUIET, Math.max(0, this.since + LONGEST - Date.now())));
  }

  keep() {
    this.keeping = (this.keeping || Promise.resolve()).then(() => this.keepNow());
    return this.keeping;
  }

  async keepNow() {
    const text = this.form && !this.isSaving ? this.text() : this.known;
    if (text === this.known) {
      return;
    }
    this.since = undefined;
    try {
      const { autosave } = this.output.dataset;
      const response = await fetch(autosave, { method: "POST", body: this.body(), credentials: "same-origin" });
      await this.answered(response, text);
    } catch {
      this.isStuck = true;
      this.say(this.output.dataset.offline, { isWrong: true });
    }
    if (this.isStuck) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), AGAIN);
    }
  }

  async answered(response, text) {
    if (response.ok) {
      const { saved_at: savedAt, others } = await response.json();
      this.known = text;
      this.isStuck = false;
      this.say(`${this.at(this.output.dataset.kept, new Date(savedAt))} ${others}`);
    } else if (response.status === 401) {
      this.saySignedOut();
    } else {
      const isJson = response.headers.get("content-type")?.includes("json");
      this.isStuck = true;
      this.say(isJson ? (await response.json()).sentence : this.output.dataset.failed, { isWrong: true });
    }
  }

  /* A closed laptop may never wake this page again. */
  leave() {
    if (document.visibilityState === "hidden" && this.form && !this.isSaving && this.text() !== this.known) {
      navigator.sendBeacon(this.output.dataset.autosave, this.body());
    }
  }

  // --- saving
  sent(event) {
    const isSave = ["_save", "_submit"].includes(event.submitter?.name);
    if (event.target !== this.form || !isSave || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    if (!this.isSaving) {
      this.save(event.submitter);
    }
  }

  async save(submitter) {
    this.isSaving = true;
    clearTimeout(this.timer);
    this.say(this.output.dataset.saving);
    // What is being kept aside must not arrive after what is saved.
    await this.keeping;
    const before = shown(this.form);
    try {
      const address = this.form.getAttribute("action") || location.href;
      const response = await fetch(address, { method: "POST", body: this.body(submitter), credentials: "same-origin" });
      this.saved(response, new DOMParser().parseFromString(await response.text(), "text/html"), before);
    } catch {
      this.isStuck = true;
      this.say(this.output.dataset.offline, { isWrong: true });
    }
    this.isSaving = false;
    if (this.form && this.text() !== this.known) {
      this.later();
    }
  }

  saved(response, page, before) {
    if (new URL(response.url).pathname === this.output.dataset.login) {
      this.saySignedOut();
    } else if (page.body.classList.contains("version-form")) {
      const since = swap(page, response.url, before);
      this.meet(document.querySelector("output.autosave"));
      since();
      if (this.form && response.ok && response.redirected) {
        this.say(this.at(this.output.dataset.saved));
      }
    } else {
      const sentence = page.querySelector("#content .notice, #content p")?.textContent.trim();
      this.say(response.status < 500 && sentence ? sentence : this.output.dataset.failed, { isWrong: true });
    }
  }
}

const output = document.querySelector("output.autosave");
if (output?.form) {
  new Draft(output);
}
