// Comfort only: every page works without this file.
"use strict";

// A form sent twice by an impatient thumb leaves once.
const sentAt = new WeakMap();
document.addEventListener("submit", (event) => {
  if (Date.now() - sentAt.get(event.target) < 5000) return event.preventDefault();
  sentAt.set(event.target, Date.now());
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) sentAt.delete(form);
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

const week = document.querySelector("form[data-autosave]");
if (week) {
  const one = (selector, inside = week) => inside.querySelector(selector);
  const all = (selector, inside = week) => [...inside.querySelectorAll(selector)];
  const words = week.dataset;

  // Minutes of what was typed; NaN when only the server can tell.
  const minutes = (text) => {
    if (!text.trim()) return 0;
    const said = /^(\d+(?:[.,]\d+)?)\s*(h|:|m)?[a-z]*\s*(\d\d?)?\s*(?:m[a-z]*)?$/i.exec(text.trim());
    if (!said || said[3] > 59) return NaN;
    const value = Number(said[1].replace(",", "."));
    if (/m/i.test(said[2])) return Math.round(value);
    return said[2] || value <= 24 ? Math.round(value * 60) + Number(said[3] || 0) : NaN;
  };
  const written = (sum) => {
    const hours = Math.floor(sum / 60), rest = sum % 60;
    if (!hours && rest) return `${rest}\u00a0min`;
    return `${hours}\u00a0h${rest ? "\u00a0" + String(rest).padStart(2, "0") : ""}`;
  };
  const recount = () => {
    const sum = all(".time input").reduce((total, input) => total + (minutes(input.value) || 0), 0);
    one("[data-total]").textContent = written(one(".none:checked") ? 0 : sum);
  };

  // The draft is kept once typing pauses, at most every ten seconds, and when the page is left; if it changed.
  const PAUSE = 2000, BETWEEN = 10000, MOST_WAIT = 1500;
  const typed = () => new URLSearchParams(new FormData(week)).toString();
  let kept = typed(), keptAt = 0, begun = 0, waiting = 0;
  const forget = () => (begun = waiting = clearTimeout(waiting) || 0);
  let isOver = false; // sent, or erased: what is on the page is no draft any more, until something is typed again
  let since = ""; // said of what is typed after a sending: the server drops what arrives late from a form that was sent
  const keep = () => {
    forget();
    if (isOver || typed() === kept) return;
    kept = typed();
    keptAt = Date.now();
    const draft = { method: "POST", body: new URLSearchParams(kept + since), keepalive: true };
    const heard = (answer) => (answer.ok && !answer.redirected ? "saved" : answer.status < 500 ? "refused" : "unsaved");
    return fetch(words.autosave, draft).then(heard, () => "unsaved").then((how) => {
      one("[data-saved]").textContent = one("[data-saved]").dataset[how];
      if (how === "unsaved") kept = ""; // tried again when the network is back, at the next change, on leaving
    });
  };
  const changed = () => {
    if (isOver) since = "&since=y";
    isOver = false;
    recount();
    begun = begun || Date.now();
    clearTimeout(waiting);
    const due = Math.max(keptAt + BETWEEN, Math.min(Date.now() + PAUSE, begun + BETWEEN));
    waiting = setTimeout(keep, due - Date.now());
  };

  const dress = (row) => {
    const input = one(".time input", row);
    for (const [where, sign, step, word] of [["before", "−", -15, words.less], ["after", "+", 15, words.more]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", `${word}, ${one("[data-label]", row).textContent}`);
      button.onclick = () => {
        const sum = minutes(input.value) + step;
        if (isNaN(sum)) return input.focus();
        input.value = written(Math.max(0, sum));
        changed();
      };
      input[where](button);
    }
  };

  // A kind tapped becomes a row here; without this script its button asks the server.
  week.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=add]");
    if (!button) return;
    event.preventDefault();
    const row = one("template[data-row]", document).content.firstElementChild.cloneNode(true);
    const key = `new${Date.now()}`;
    for (const part of [row, ...all("*", row)])
      for (const attribute of part.attributes) attribute.value = attribute.value.replace("__row__", key);
    row.className = `card activity ${button.className.split(" ").pop()}`;
    one("[data-kind]", row).value = button.value;
    one("[data-label]", row).textContent = button.textContent;
    one("[data-hint]", row).textContent = button.dataset.hint || "";
    const rows = all(".activity");
    if (rows.length) rows.pop().after(row);
    else one(".activities").prepend(row);
    dress(row);
    one(".time input", row).focus();
    changed();
  });
  week.addEventListener("input", changed);
  // What is sent or erased is not kept once more. Whoever leaves by another form lets the draft go first, a moment
  // at most: somebody may have to be out at once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form === week || form.matches("[data-erases]")) {
      forget();
      isOver = true;
      return;
    }
    const keeping = keep();
    if (!keeping) return;
    event.preventDefault();
    Promise.race([keeping, new Promise((done) => setTimeout(done, MOST_WAIT))]).then(() => form.submit());
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  window.addEventListener("pagehide", keep);
  window.addEventListener("online", keep);
  all(".activity").forEach(dress);
  recount();
}
