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

// What is to be changed is heard first, in browsers too that give such a part no focus by themselves.
const errors = document.querySelector(".errors");
if (errors) errors.focus();

const week = document.querySelector("form[data-autosave]");
if (week) {
  const one = (selector, inside = week) => inside.querySelector(selector);
  const all = (selector, inside = week) => [...inside.querySelectorAll(selector)];
  const words = week.dataset;

  // Durations by the grammar of xprsa/domain/duration.py; both are held to tests/domain/durations.json.
  const UNITS = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(" ");
  const TENS = [[100, "cent"], [80, "quatre vingt"], [60, "soixante"], [50, "cinquante"], [40, "quarante"], [30, "trente"], [20, "vingt"], [10, "dix"]];
  const inWords = (number) => {
    if (number < UNITS.length) return UNITS[number];
    const [base, word] = TENS.find(([ten]) => ten <= number);
    return number === base ? word : `${word} ${inWords(number - base)}`;
  };
  const numbers = new Map([...Array(200).keys()].map((number) => [inWords(number), number]));
  const longestFirst = [...numbers.keys()].sort((one, other) => other.length - one.length);
  const SIGNS = { "٫": ",", "،": ",", é: "e", "’": "'", "′": "'", "‐": "-", "½": " 1/2", "¼": " 1/4", "¾": " 3/4" };
  const WORDS = [
    [/([a-z])-(?=[a-z])/g, "$1 "],
    [/\bune\b/g, "un"],
    [/\bvingts\b/g, "vingt"],
    [/\bdemie\b/g, "demi"],
    [/(\d )1\/2(?![\d/])/g, "$1et demi"],
    [/(^|[^\d/])1\/2(?![\d/])/g, "$1demi"],
    [/(^|[^\d/])([13])\/4(?![\d/])/g, "$1$2 quart"],
    [/ et (?!demi)/g, " "],
    [RegExp(`\\b(?:${longestFirst.join("|")})\\b`, "g"), (word) => numbers.get(word)],
    [/([^ .])[ .]+$/, "$1"],
  ];
  const digit = (code) => {
    let before = 0; // in every script, ten digits follow each other
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
    return before % 10;
  };
  const folded = (char) => {
    if (/\p{Cf}/u.test(char)) return "";
    if (/\p{Nd}/u.test(char)) return digit(char.codePointAt(0));
    return [...(/\p{N}/u.test(char) ? char : char.normalize("NFKC"))].map((sign) => SIGNS[sign] || sign).join("");
  };
  const plain = (text) => {
    const typed = [...text].map(folded).join("").toLowerCase().trim().replace(/\s+/g, " ");
    return WORDS.reduce((said, [pattern, written]) => said.replace(pattern, written), typed);
  };
  const HOUR = "(?:h|heures?|hrs?)\\.?", MINUTE = "(?:(?:min(?:ute)?s?|mn|m)\\.?|')", OF_AN_HOUR = `(?:d' ?)?${HOUR}`;
  const whole = (pattern) => RegExp(`^(?:${pattern})$`);
  const CLOCK = whole(`(\\d{1,9}) ?(?:(?:${HOUR}|:) ?(\\d{1,2}) ?${MINUTE}?|${HOUR})|(?:h|:) ?(\\d\\d) ?${MINUTE}?`);
  const QUARTERS = whole(`(?:([1-3]) )?quarts? ?${OF_AN_HOUR}`), HALF = whole(`(?:1 )?demi ?${OF_AN_HOUR}`);
  const QUARTERS_MORE = whole(`(\\d{1,9}) ?${HOUR} ?([13]?) ?quarts?(?: ?${OF_AN_HOUR})?`);
  const HALF_MORE = whole(`(\\d{1,9})(?: ?${HOUR} ?| et | ?${HOUR} et )demi(?: ?${OF_AN_HOUR})?`);
  const TWO_FIGURES = whole(`(\\d{0,9}) ?[.,] ?([0-5]\\d) ?(?:${HOUR})?`);
  const NUMBER_OF = whole(`(\\d{0,9}[.,]\\d{1,9}|\\d{1,9}) ?(?:(${HOUR})|(${MINUTE}))?`);
  const WEEK = 10080, MOST_BARE_HOURS = 24;
  const written = (sum) => {
    const hours = Math.floor(sum / 60), rest = sum % 60;
    if (!hours && rest) return `${rest}\u00a0min`;
    return `${hours}\u00a0h${rest ? "\u00a0" + String(rest).padStart(2, "0") : ""}`;
  };
  const inMinutes = (hours) => Math.round((hours * 60).toFixed(8)); // a half is a half, though 0.675 is not quite
  const readings = (typed) => {
    let said;
    const is = (pattern) => (said = pattern.exec(typed));
    const sure = (minutes) => [["", minutes]];
    if (is(CLOCK)) return (said[2] || said[3]) > 59 ? [] : sure(60 * (said[1] || 0) + Number(said[2] || said[3] || 0));
    if (is(QUARTERS)) return sure(15 * (said[1] || 1));
    if (is(HALF)) return sure(30);
    if (is(QUARTERS_MORE)) return sure(60 * said[1] + 15 * (said[2] || 1));
    if (is(HALF_MORE)) return sure(60 * said[1] + 30);
    if (is(TWO_FIGURES) && said[2] !== "25") {
      const clock = 60 * said[1] + Number(said[2]), decimal = inMinutes(`${said[1]}.${said[2]}`);
      return clock === decimal ? sure(clock) : [clock, decimal].map((minutes) => [written(minutes), minutes]);
    }
    if (!is(NUMBER_OF)) return [];
    const number = said[1].replace(",", ".");
    if (said[3]) return sure(Math.round(number));
    if (said[2] || !(number > MOST_BARE_HOURS && number <= WEEK)) return sure(inMinutes(number));
    const shown = number.replace(".", ",");
    return [[`${shown}\u00a0minutes`, Math.round(number)], [`${shown}\u00a0heures`, inMinutes(number)]];
  };
  // What a text may mean, in minutes, by name: one without a name when it is sure, none when only a person can tell.
  const read = (text) => readings(plain(text)).filter(([, minutes]) => minutes <= WEEK);
  const minutes = (text) => {
    if (!text.trim()) return 0;
    const [[name, sure] = ["?"]] = read(text);
    return name ? NaN : sure;
  };
  const recount = () => {
    const sum = all(".time input").reduce((total, input) => total + minutes(input.value), 0);
    const lost = one("#prevented").checked && !sum;
    one("[data-total]").textContent =
      one("#answer-none:checked") ? written(0) : lost ? words.lost : isNaN(sum) ? words.unclear : written(sum);
  };
  // What was wrong with a duration is over once it is clear: beside it, at the top, in the title.
  const heal = (input) => {
    for (const said of ["aria-invalid", "aria-describedby"]) input.removeAttribute(said);
    all(".error", input.closest(".activity")).forEach((error) => error.remove());
    const link = errors && one(`a[href="#${input.id}"]`, errors);
    if (link) link.parentElement.remove();
    if (!link || one("a", errors)) return;
    errors.remove();
    document.title = document.title.replace(/^.+?: /, "");
  };
  const ask = (input) => {
    const row = input.closest(".activity"), means = read(input.value).filter(([name]) => name);
    all(".asks", row).forEach((asks) => asks.remove());
    if (!isNaN(minutes(input.value))) heal(input);
    if (!means.length) return;
    const asks = document.createElement("p");
    asks.className = "asks";
    asks.setAttribute("role", "alert");
    asks.append(document.createElement("small"));
    asks.firstChild.textContent = words.means;
    for (const [name, sure] of means) {
      const button = document.createElement("button");
      button.className = "button quiet small";
      button.name = "means";
      button.value = `${one("[name=row]", row).value} ${written(sure)}`;
      button.textContent = name;
      asks.append(button);
    }
    input.parentElement.after(asks);
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

  // Held, a button goes on: four quarters of an hour, then hours.
  const HELD = 500, AGAIN = 200, QUARTERS_FIRST = 4;
  const dress = (row) => {
    const input = one(".time input", row);
    for (const [where, sign, word] of [["before", -1, words.less], ["after", 1, words.more]]) {
      const button = document.createElement("button");
      let beat = 0, times = 0;
      const step = (size) => {
        const sum = minutes(input.value) + sign * size;
        if (isNaN(sum)) return input.focus();
        input.value = written(Math.min(WEEK, Math.max(0, sum)));
        changed();
      };
      const again = () => {
        step(times++ < QUARTERS_FIRST ? 15 : 60);
        beat = setTimeout(again, AGAIN);
      };
      button.type = "button";
      button.textContent = sign < 0 ? "−" : "+";
      button.setAttribute("aria-label", `${word}, ${one("[data-label]", row).textContent}`);
      button.addEventListener("pointerdown", () => {
        times = 0;
        beat = setTimeout(again, HELD);
      });
      for (const end of ["pointerup", "pointercancel", "pointerleave"])
        button.addEventListener(end, () => clearTimeout(beat));
      button.addEventListener("contextmenu", (event) => event.preventDefault());
      button.onclick = (event) => (event.detail && times ? 0 : step(15)); // a keyboard's click has no detail
      input[where](button);
    }
  };

  // The key at the corner of a phone's keyboard goes to the next field, and never sends the week.
  week.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "text") return;
    event.preventDefault();
    const fields = all(".activity input:not([type])").filter((field) => !field.closest("details:not([open])"));
    (fields[fields.indexOf(event.target) + 1] || { focus: () => event.target.blur() }).focus();
  });
  // A question moves what stands below it: it waits until the finger that left the field is up, or its tap would miss.
  const LIFTED = 50;
  let isDown = false;
  document.addEventListener("pointerdown", () => (isDown = true));
  for (const up of ["pointerup", "pointercancel"]) document.addEventListener(up, () => (isDown = false));
  const onceLifted = (then) => setTimeout(() => (isDown ? onceLifted(then) : then()), LIFTED);
  week.addEventListener("change", ({ target }) => target.matches(".time input") && onceLifted(() => ask(target)));
  week.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=means]");
    if (!button) return;
    event.preventDefault();
    const input = one(".time input", button.closest(".activity"));
    input.value = button.value.slice(button.value.indexOf(" ") + 1);
    input.focus();
    ask(input);
    changed();
  });

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
  // Of the three answers, hours stand beside « je n’ai pas pu »; « pas d’activité » beside none.
  week.addEventListener("input", ({ target }) => {
    if (target.matches("#answer-none:checked")) one("#prevented").checked = false;
    if (target.matches("#prevented:checked")) one("#answer-none").checked = false;
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
