/* How a number is read, beside it while it is typed: asked of the server, so that there is one rule. */

const WAIT = 400;
const waiting = new WeakMap();

async function tell(input) {
  const output = input.parentElement.querySelector(".read-as");
  const typed = input.value.trim();
  if (!typed) {
    output.textContent = "";
    return;
  }
  const token = input.form.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ typed, csrfmiddlewaretoken: token });
  try {
    const response = await fetch(input.dataset.read, { method: "POST", body, credentials: "same-origin" });
    if (!response.ok || response.redirected || input.value.trim() !== typed) {
      return;
    }
    const { said, is_read: isRead } = await response.json();
    output.textContent = said;
    output.classList.toggle("is-wrong", !isRead);
  } catch {
    // Offline: the server says it when the draft is saved.
    output.textContent = "";
  }
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (input.matches?.("input[data-read]")) {
    clearTimeout(waiting.get(input));
    waiting.set(input, setTimeout(() => tell(input), WAIT));
  }
});
