// Comfort of whoever reads weeks at a desk: keys, and a list that answers while one types. All of it works without.
const help = document.querySelector("#touches");
help.hidden = false;
if (document.URL.endsWith("#touches")) help.open = true; // the choice was just made here

// One key: what it does says so itself (`data-key`), first in the row where the focus is, then on the page.
const typing = "input, select, textarea, [contenteditable]";
const isUnsent = (field) => field.value !== field.defaultValue; // a key would leave the page, and lose it
const written = "textarea, input:not([type=search], [type=hidden])";
const rowOf = (part) => part.closest("tr, section");
const step = (by) => {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.findIndex((row) => rowOf(row).contains(document.activeElement));
  const next = rows[here < 0 && by < 0 ? rows.length - 1 : here + by];
  if (next) next.focus();
};
const show = () => {
  help.open = true;
  help.firstElementChild.focus();
};
const act = (key) => {
  const row = rowOf(document.activeElement), mark = `[data-key="${key}"]`;
  const found = (row && row.querySelector(mark)) || document.querySelector(mark);
  if (!found || (key !== "q" && [...document.querySelectorAll(written)].some(isUnsent))) return false;
  if (!found.matches("summary")) found.click();
  else {
    found.parentElement.open = true;
    found.parentElement.querySelector("textarea").focus();
  }
  return true;
};
const KEYS = { j: () => step(1), k: () => step(-1), "?": show };
if (help.dataset.keys === "on") {
  const offer = () => {
    for (const part of document.querySelectorAll("[data-key]"))
      part.setAttribute("aria-keyshortcuts", part.dataset.key);
  };
  offer();
  document.addEventListener("listed", offer);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.target.matches(typing)) return;
    if ((event.shiftKey && event.key !== "?") || event.getModifierState("AltGraph")) return;
    const key = event.key.toLowerCase(); // whatever Caps Lock says
    if (KEYS[key]) KEYS[key]();
    else if (event.repeat || !/^[cnq]$/.test(key) || !act(key)) return;
    event.preventDefault(); // the key is not typed in the field that it opened
  });
}

// The list answers while one types: the same form is posted, and its answer, a page of ours, gives the list.
const search = document.querySelector("form[role=search]");
if (search) {
  const PAUSE = 300, part = (name, page = document) => page.querySelector(name);
  let asked = null, waiting = 0, shown = location.search;
  const put = (answer) => {
    const list = part("#liste"), found = answer.status === 200 && part("#liste", answer.response);
    if (!found) return search.submit(); // signed out meanwhile, or worse: the page says so
    if (list.contains(document.activeElement)) // whoever went on to the list keeps it until they leave it
      return list.addEventListener("focusout", () => setTimeout(put, 0, answer), { once: true });
    part("#trouve").replaceChildren(...part("#trouve", answer.response).childNodes);
    list.replaceWith(found);
    search.action = part("form[role=search]", answer.response).action;
    const how = new URL(location).searchParams.has("recherche") ? "replaceState" : "pushState";
    history[how](null, "", answer.responseURL);
    shown = location.search;
    document.dispatchEvent(new Event("listed"));
  };
  const seek = () => {
    if (asked) asked.abort();
    asked = new XMLHttpRequest();
    asked.responseType = "document";
    asked.onload = ({ target }) => put(target);
    asked.open("POST", search.action);
    asked.send(new URLSearchParams(new FormData(search)));
  };
  const typed = ({ isComposing }) => {
    clearTimeout(waiting);
    if (!isComposing) waiting = setTimeout(seek, PAUSE); // a word being composed is none yet
  };
  search.addEventListener("input", typed);
  search.addEventListener("compositionend", typed);
  search.addEventListener("submit", () => clearTimeout(waiting));
  window.addEventListener("popstate", () => location.search === shown || location.reload());
}
