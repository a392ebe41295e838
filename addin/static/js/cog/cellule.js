// Puts a formula into the active cell, and the former content back.

import { sansFeuille } from "./classeur.js";

const TEXTE = "@";
const GENERAL = "General";

// How the server shows a value, and the format that shows it so in the cell.
const FORMATS = [
  [/^\d{2}\/\d{2}\/\d{4}$/, () => "dd/mm/yyyy"],
  [/^-?[\d\s]+(?:,(\d+))?\s?%$/, (decimales) => `0${decimales}%`],
  [/^-?[\d\s]+(?:,(\d+))?\s?€$/, (decimales) => `#,##0${decimales} "€"`],
];

/** The number format, as Office.js takes it, of a value shown in French; "" for any other. */
export function formatDe(affiche) {
  for (const [forme, format] of FORMATS) {
    const trouve = forme.exec(String(affiche ?? "").trim());
    if (trouve) return format(trouve[1] ? `.${"0".repeat(trouve[1].length)}` : "");
  }
  return "";
}

/** A cell: where it is, what it holds and whether that was typed. */
async function lire(context, feuille, plage) {
  plage.load("address,formulas,values,numberFormat");
  feuille.load("name");
  await context.sync();
  const contenu = plage.formulas[0][0];
  return {
    feuille: feuille.name,
    cellule: sansFeuille(plage.address),
    contenu,
    // A text may begin like a formula: it is then its own value.
    saisi: contenu === plage.values[0][0],
    format: plage.numberFormat[0][0],
  };
}

function nommee(context, { feuille, cellule }) {
  const page = context.workbook.worksheets.getItem(feuille);
  return [page, page.getRange(cellule)];
}

function active(context) {
  return [context.workbook.worksheets.getActiveWorksheet(), context.workbook.getActiveCell()];
}

/**
 * Write a formula that the server composed into the active cell.
 *
 * @param formule in the syntax of files, as Office.js takes it.
 * @param format the number format for its value, where the cell has none of its own.
 * @param accord the cell whose content may be replaced, as this function returned it.
 * @returns the cell as it was, and `posee`: false where it holds something else.
 */
export async function poserFormule(formule, format, accord) {
  if (typeof formule !== "string" || !formule.startsWith("=")) {
    throw new TypeError("not a formula of the server");
  }
  return await Excel.run(async (context) => {
    const [page, plage] = accord ? nommee(context, accord) : active(context);
    const avant = await lire(context, page, plage);
    const libre = avant.contenu === "" || avant.contenu === accord?.contenu;
    if (!libre) return { ...avant, posee: false };
    // In a cell formatted as text a formula would stay a text.
    const voulu = [TEXTE, GENERAL].includes(avant.format) ? format || GENERAL : avant.format;
    if (voulu !== avant.format) plage.numberFormat = [[voulu]];
    plage.formulas = [[formule]];
    await context.sync();
    return { ...avant, formule, posee: true };
  });
}

/**
 * Put back what a cell held before {@link poserFormule}, unless it has changed since.
 *
 * @returns whether it was put back.
 */
export async function remettre(avant) {
  return await Excel.run(async (context) => {
    const [page, plage] = nommee(context, avant);
    const { contenu } = await lire(context, page, plage);
    if (contenu !== avant.formule) return false;
    plage.numberFormat = [[avant.format]];
    // A text stays a text even where it begins like a formula or reads as a number.
    const texte = avant.saisi && typeof avant.contenu === "string" && avant.contenu !== "";
    plage.formulas = [[texte ? `'${avant.contenu}` : avant.contenu]];
    await context.sync();
    return true;
  });
}
