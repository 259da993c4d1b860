// Shows what the preview tells: each new picture stands beside the old one until it is drawn, so nothing flickers.
"use strict";

const find = (selector) => document.querySelector(selector);
const choices = find("#choices");
const sections = ["pages", "mail", "word"];
const formatOf = { pages: "pdf", mail: "email", word: "docx" };
const words = { brief: "reading the brief", pdf: "laying out the pages", first: "page one is drawn, the others follow", email: "making the e-mail", docx: "making the Word file" };
let state = null;
let mailShown = "";

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function show(told) {
  state = told;
  fillChoices();
  find("#status").textContent = said();
  showProblems();
  showPages();
  showMail();
  link("#pdf", "pdf");
  link("#docx", "docx");
  showFormats();
}

function said() {
  if (state.working.length) return sentence(state.working.map((name) => (name === "pdf" && state.first ? words.first : words[name]))) + " …";
  if (state.faulty) return "Not up to date: there are faults";
  const pages = state.shown.pdf ? state.shown.pdf.sizes.length : 0;
  const slowest = Math.max(0, ...Object.values(state.seconds));
  return "Up to date" + (pages ? `, ${pages} page${pages === 1 ? "" : "s"}` : "") + `, in ${slowest.toFixed(1)} s`;
}

function sentence(parts) {
  const text = parts.join(", ");
  return text[0].toUpperCase() + text.slice(1);
}

function fillChoices() {
  fill(choices.kind, state.kinds, 0);
  fill(choices.language, state.languages, 1);
  find("#languages").hidden = !state.languages.length;
  for (const [name, value] of Object.entries(state.view)) if (document.activeElement !== choices[name]) choices[name].value = value;
}

function fill(select, values, first) {
  if (select.options.length > first || !values.length) return;
  for (const value of values) select.add(new Option(value.replaceAll("-", " "), value));
}

function showProblems() {
  const box = find("#problems");
  const list = box.querySelector("ol");
  const rows = state.problems.map((problem) => {
    const place = [problem.file, problem.line, problem.column].filter(Boolean).join(":");
    const row = element("li", "");
    row.append(element("span", place, "place"), element("span", `${problem.severity}: ${problem.message} [${problem.code}]`));
    if (problem.hint) row.append(element("span", problem.hint, "hint"));
    return row;
  });
  list.replaceChildren(...rows);
  box.hidden = !rows.length;
  box.classList.toggle("faulty", state.faulty);
  const errors = state.problems.filter((problem) => problem.severity === "error").length;
  const count = (number, word) => (number ? [`${number} ${word}${number === 1 ? "" : "s"}`] : []);
  find("#problems-title").textContent = [...count(errors, "fault"), ...count(rows.length - errors, "warning")].join(", ");
  find("#old").hidden = !state.faulty || !Object.keys(state.shown).length;
}

function showPages() {
  const sheets = find(".sheets");
  const { first, shown: { pdf } } = state;
  const wanted = pdf ? pdf.sizes : first ? first.sizes : [];
  while (sheets.children.length > wanted.length) sheets.lastChild.remove();
  wanted.forEach(([width, height], index) => {
    const image = sheets.children[index] || new Image();
    const source = `picture/${(index === 0 && first ? first : pdf).key}/${index + 1}.png`;
    image.classList.toggle("older", Boolean(first) && index > 0);
    if (image.dataset.source === source) return;
    image.dataset.source = source;
    if (!image.parentNode) {
      Object.assign(image, { width, height, alt: `Page ${index + 1} of the PDF` });
      sheets.append(image);
    }
    seen.observe(image);
  });
}

// a page is drawn when it comes near the window
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) if (isIntersecting) { seen.unobserve(target); draw(target); }
}, { rootMargin: "1500px" });

async function draw(image) {
  const source = image.dataset.source;
  const coming = new Image();
  coming.src = source;
  try { await coming.decode(); } catch { return; }
  if (image.dataset.source !== source) return;
  Object.assign(image, { src: source, width: coming.naturalWidth, height: coming.naturalHeight });
}

function showMail() {
  const frames = find(".frames");
  const mail = state.shown.email;
  find("#mail .none").hidden = Boolean(mail) || Boolean(state.working.length);
  frames.hidden = !mail;
  if (!mail) { frames.replaceChildren(); mailShown = ""; return; }
  frames.className = `frames ${find("[name=width]:checked").value}`;
  const source = `mail/${find("[name=mode]:checked").value}/${mail.key}`;
  if (source === mailShown) return;
  mailShown = source;
  const coming = document.createElement("iframe");
  coming.title = "The e-mail";
  coming.className = "coming";
  coming.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  coming.src = source;
  coming.addEventListener("load", () => {
    const old = [...frames.children].filter((frame) => frame !== coming && !frame.classList.contains("coming")).pop();
    if (old) coming.contentWindow.scrollTo(0, old.contentWindow.scrollY);
    coming.className = "";
    while (frames.firstChild !== coming) frames.firstChild.remove();
  }, { once: true });
  frames.append(coming);
}

function link(selector, format) {
  const made = state.shown[format];
  const anchor = find(selector);
  anchor.hidden = !made;
  if (made) anchor.href = `file/${format}/${made.name}`;
}

function showFormats() {
  const chosen = sections.includes(location.hash.slice(1)) ? location.hash.slice(1) : "pages";
  for (const name of sections) {
    find(`#${name}`).hidden = name !== chosen;
    const anchor = find(`nav [href="#${name}"]`);
    if (name === chosen) anchor.setAttribute("aria-current", "true"); else anchor.removeAttribute("aria-current");
    anchor.hidden = Boolean(state && state.formats.length) && !state.formats.includes(formatOf[name]);
  }
}

choices.addEventListener("change", () => fetch("choose?" + new URLSearchParams(new FormData(choices)), { method: "POST" }));
find("#mail").addEventListener("change", () => state && showMail());
addEventListener("hashchange", showFormats);
showFormats();

const events = new EventSource("events");
events.onmessage = (event) => show(JSON.parse(event.data));
events.onerror = () => { find("#status").textContent = "The preview has ended; start it again to go on."; };
