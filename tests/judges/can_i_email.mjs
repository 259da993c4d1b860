// caniemail.com's data as a judge: the HTML of a mail in, what each mail reader does not know of it out, as JSON.
import { caniemail } from "caniemail";
import { readFileSync } from "node:fs";

const clients = ["apple-mail.*", "gmail.*", "outlook.*", "samsung-email.*", "yahoo.*", "protonmail.*"];
const { issues } = caniemail({ clients, html: readFileSync(0, "utf8") });
const titles = (list) => [...new Set(list.map((issue) => issue.title))].sort();
console.log(JSON.stringify(Object.fromEntries([...issues.errors].map(([client, list]) => [client, titles(list)]))));
