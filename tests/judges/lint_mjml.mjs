// The reference MJML compiler as a strict reader: MJML in, its complaints out, as JSON.
import mjml2html from "mjml";
import { readFileSync } from "node:fs";

try {
  const { errors } = await mjml2html(readFileSync(0, "utf8"), { validationLevel: "soft" });
  console.log(JSON.stringify(errors.map((error) => `line ${error.line}: ${error.message} (${error.tagName})`)));
} catch (error) {
  console.log(JSON.stringify([String(error.message ?? error)]));
}
