// Workbooks may count their days from 1904, as those of old Macs do. Formulas receive the number
// of a day and no more: read from 1900 it is a day four years earlier.

// 1 January 2000, counted from 1904; from 1900 it is 36526.
const AN_2000_DEPUIS_1904 = 35064;
const DECALAGE = 1462;

const REFUS =
  "Ce classeur compte ses jours à partir de 1904 : une date y serait lue avec quatre ans d’écart. " +
  "Dans Fichier, Options, Options avancées, décochez « Utiliser le calendrier depuis 1904 », " +
  "vérifiez vos dates, puis recalculez.";

let connu = null;

async function lire() {
  return await Excel.run(async (context) => {
    const jour = context.workbook.functions.date(2000, 1, 1).load("value");
    await context.sync();
    return jour.value === AN_2000_DEPUIS_1904;
  });
}

/** Whether the open workbook counts its days from 1904; asked of Excel once it can answer. */
export async function depuis1904() {
  connu ??= lire();
  try {
    return await connu;
  } catch {
    // A cell is being edited, or Excel is too old to have such workbooks asked about.
    connu = null;
    return false;
  }
}

/** Ask again the next time. */
export function relireLeCalendrier() {
  connu = null;
}

/** What a formula of ours gives in such a workbook. */
export function refusDu1904() {
  const { Error: Refus, ErrorCode } = CustomFunctions;
  return new Refus(ErrorCode.invalidValue, REFUS);
}

/** Whether a number format, as Office.js writes it, shows a date. */
export const estUneDate = (format) =>
  /[dmy]/i.test(String(format).replace(/"[^"]*"|\[[^\]]*\]|General/g, ""));

/** Values of cells with their dates counted from 1900, as the server counts them. */
export function depuis1900(values, formats) {
  return values.map((ligne, i) =>
    ligne.map((valeur, j) =>
      typeof valeur === "number" && estUneDate(formats[i][j]) ? valeur + DECALAGE : valeur,
    ),
  );
}
