// What the pane reads and does in the workbook, through Office.js.

import { depuis1900, depuis1904, relireLeCalendrier } from "./calendrier.js";
import { conventionDuClasseur, relireLaConvention } from "./convention.js";
import { envoyer, executerScript } from "./serveur.js";
import { signal } from "./travail.js";

// A call of ours in any spelling that Excel shows: as typed, or as the file stores it when
// Excel did not find the add-in.
const APPEL = /(?:\[\d+\]!)?(?:_xldudf_|_xludf\.|_xll\.)?COG_[A-Z_]+\s*\(/i;
const PREFIXE = /(?:\[\d+\]!)?(?:_xldudf_|_xludf\.|_xll\.)(?=COG_[A-Z_]+\s*\()/gi;
// The defined name by which a convention form is known.
const FORMULAIRE = "PYCOG_FORMULAIRE";
// How long to wait for the first call before Excel is taken to have kept its values.
const PREMIER_APPEL_MS = 1500;
const PAS_MS = 25;
// How long the values may take to come, and the longest pause between two looks at them.
const VALEURS_MS = 60_000;
const PAUSE_MAX_MS = 2_000;
// What Excel shows in a cell whose value is still to come.
const EN_COURS = ["#BUSY!", "#OCCUPÉ!", "#GETTING_DATA", "#CHARGEMENT_DONNEES"];

/** A1 address of a cell, from zero-based row and column. */
export function adresseDe(ligne, colonne) {
  let lettres = "";
  for (let reste = colonne + 1; reste > 0; reste = Math.floor((reste - 1) / 26)) {
    lettres = String.fromCharCode(65 + ((reste - 1) % 26)) + lettres;
  }
  return `${lettres}${ligne + 1}`;
}

/** Address of a cell or range without its sheet. */
export function sansFeuille(adresse) {
  return adresse.split("!").pop();
}

function estUnAppel(formule) {
  return typeof formule === "string" && formule.startsWith("=") && APPEL.test(formule);
}

/** Values, formulas, formats and conditional formats of the active sheet. */
export async function lireFeuille() {
  return await Excel.run(async (context) => {
    const feuille = context.workbook.worksheets.getActiveWorksheet().load("name");
    const plage = feuille
      .getUsedRangeOrNullObject(true)
      .load("values,formulas,numberFormat,rowIndex,columnIndex");
    const formats = feuille.getRange().conditionalFormats.load("items/type");
    await context.sync();
    const conditions = await lireConditions(context, formats.items);
    const decale = !plage.isNullObject && (await depuis1904());
    if (plage.isNullObject) {
      return {
        sheet: feuille.name,
        row: 0,
        column: 0,
        values: [],
        formulas: [],
        formats: [],
        conditions,
      };
    }
    return {
      sheet: feuille.name,
      row: plage.rowIndex,
      column: plage.columnIndex,
      values: decale ? depuis1900(plage.values, plage.numberFormat) : plage.values,
      formulas: plage.formulas,
      formats: plage.numberFormat,
      conditions,
    };
  });
}

/** What the workbook is made of: the server tells from it whether it is a convention form. */
export async function lireComposition() {
  return await Excel.run(async (context) => {
    const feuilles = context.workbook.worksheets.load("items/name");
    const marque = context.workbook.names.getItemOrNullObject(FORMULAIRE).load("type");
    await context.sync();
    return {
      marked: !marque.isNullObject,
      sheets: feuilles.items.map(({ name }) => name),
    };
  });
}

async function lireConditions(context, items) {
  const suivies = items.filter(({ type }) => ["Custom", "CellValue"].includes(type));
  const plages = suivies.map((item) => {
    (item.type === "Custom" ? item.custom : item.cellValue).load("rule");
    return item.getRange().load("address");
  });
  if (suivies.length) await context.sync();
  return suivies.flatMap((item, rang) => {
    const regle = item.type === "Custom" ? item.custom.rule : item.cellValue.rule;
    return [regle.formula, regle.formula1, regle.formula2]
      .filter((formule) => typeof formule === "string" && formule)
      .map((formula) => ({ range: sansFeuille(plages[rang].address), formula }));
  });
}

/** The selected cell: where it is, its formula and its value. */
export async function lireCellule() {
  return await Excel.run(async (context) => {
    const feuille = context.workbook.worksheets.getActiveWorksheet().load("name");
    const cellule = context.workbook
      .getActiveCell()
      .load("address,formulas,values,numberFormat");
    await context.sync();
    return {
      sheet: feuille.name,
      cell: sansFeuille(cellule.address),
      formula: String(cellule.formulas[0][0]),
      value: cellule.values[0][0],
      format: cellule.numberFormat[0][0],
    };
  });
}

/** Values of the ranges that a formula reads; a range is {sheet, range}. */
export async function lirePlages(plages) {
  return await Excel.run(async (context) => {
    const lues = plages.map(({ sheet, range }) =>
      context.workbook.worksheets.getItem(sheet).getRange(range).load("values"),
    );
    await context.sync();
    return plages.map((plage, rang) => ({ ...plage, values: lues[rang].values }));
  });
}

/** The selected cell with the values of the ranges that its formula reads. */
export async function lireSelection() {
  const cellule = await lireCellule();
  const { formula, sheet } = cellule;
  if (!formula.startsWith("=")) return { ...cellule, ranges: [] };
  const { ranges } = await envoyer("/cog/references", { formula, sheet });
  return { ...cellule, ranges: await lirePlages(ranges) };
}

/** Select a cell of a sheet, which Excel then shows. */
export async function choisir(feuille, cellule) {
  await Excel.run(async (context) => {
    const cible = context.workbook.worksheets.getItem(feuille);
    cible.activate();
    cible.getRange(cellule).select();
    await context.sync();
  });
}

/** The selected cell with its sheet, `Suivi!D7`; the first one of a range. */
export async function celluleChoisie() {
  return await Excel.run(async (context) => {
    const plage = context.workbook.getSelectedRange().load("address");
    await context.sync();
    return plage.address.split(":")[0];
  });
}

const TEXTE = "@";

// What is written so that Excel reads nothing else in it: a text stays a text.
function saisie(contenu) {
  return typeof contenu === "string" && !contenu.startsWith("=") ? `'${contenu}` : contenu;
}

/**
 * Replace what cells hold, where they still hold what was found there.
 *
 * @param remplacements [{cell, before, after, format}]: contents as Office.js gives them.
 * @returns those that were replaced, each with the number format that the cell had.
 */
export async function corriger(feuille, remplacements) {
  return await Excel.run(async (context) => {
    const page = context.workbook.worksheets.getItem(feuille);
    const cellules = remplacements.map((un) => ({
      ...un,
      plage: page.getRange(un.cell).load("formulas,numberFormat"),
    }));
    await context.sync();
    const faits = cellules.filter(({ plage, before }) => plage.formulas[0][0] === before);
    for (const un of faits) {
      const format = un.plage.numberFormat[0][0];
      // In a cell formatted as text a number would stay a text.
      const voulu = un.format ?? (format === TEXTE ? "General" : format);
      un.format = format;
      if (voulu !== format) un.plage.numberFormat = [[voulu]];
      un.plage.formulas = [[saisie(un.after)]];
    }
    await context.sync();
    return faits.map(({ cell, before, after, format }) => ({ cell, before, after, format }));
  });
}

async function feuillesVoulues(context, portee) {
  if (portee === "feuille") {
    return [context.workbook.worksheets.getActiveWorksheet()];
  }
  const toutes = context.workbook.worksheets.load("items/name");
  await context.sync();
  return toutes.items;
}

async function cellulesAppelantes(context, feuilles) {
  const plages = feuilles.map((feuille) =>
    feuille.getUsedRangeOrNullObject(true).load("formulas,rowIndex,columnIndex"),
  );
  await context.sync();
  return plages.flatMap((plage, rang) =>
    plage.isNullObject
      ? []
      : plage.formulas.flatMap((ligne, i) =>
          ligne.flatMap((formule, j) =>
            estUnAppel(formule)
              ? [
                  {
                    plage: feuilles[rang].getRange(
                      adresseDe(plage.rowIndex + i, plage.columnIndex + j),
                    ),
                    formule,
                    rang,
                    ligne: plage.rowIndex + i,
                    colonne: plage.columnIndex + j,
                  },
                ]
              : [],
          ),
        ),
  );
}

// Writing a formula anew makes Excel look the function up and call it again. A cell that a
// spilled result fills must not be written: that would block the spill.
async function recrire(context, cellules) {
  cellules.forEach((une) => {
    une.plage.load("address");
    une.parent = une.plage.getSpillParentOrNullObject().load("address");
  });
  await context.sync();
  const propres = cellules.filter(
    ({ plage, parent }) => parent.isNullObject || parent.address === plage.address,
  );
  propres.forEach(({ plage, formule }) => {
    plage.formulas = [[formule.replace(PREFIXE, "")]];
  });
  await context.sync();
}

async function appelVenu(avant) {
  for (let attendu = 0; attendu < PREMIER_APPEL_MS; attendu += PAS_MS) {
    if (globalThis.cogCompteurs().appels > avant) return true;
    await new Promise((fin) => setTimeout(fin, PAS_MS));
  }
  return false;
}

// Values of the cells, in their order; one reading a sheet.
async function valeursDe(context, feuilles, cellules) {
  const plages = feuilles.map((feuille, rang) =>
    cellules.some((une) => une.rang === rang)
      ? feuille.getUsedRangeOrNullObject(true).load("values,rowIndex,columnIndex")
      : null,
  );
  await context.sync();
  return cellules.map(({ rang, ligne, colonne }) => {
    const plage = plages[rang];
    return plage.isNullObject
      ? ""
      : plage.values[ligne - plage.rowIndex]?.[colonne - plage.columnIndex];
  });
}

// Wait until no cell shows that its value is still to come.
async function attendreLesValeurs(context, feuilles, cellules) {
  let pause = PAS_MS;
  for (let attendu = 0; ; attendu += pause) {
    const valeurs = await valeursDe(context, feuilles, cellules);
    const enCours = valeurs.filter((une) => EN_COURS.includes(une)).length;
    if (!enCours || attendu >= VALEURS_MS || signal()?.aborted) {
      const fautives = cellules.filter(
        (_, i) => /^#/.test(String(valeurs[i])) && !EN_COURS.includes(valeurs[i]),
      );
      return { enCours, fautives };
    }
    pause = Math.min(2 * pause, PAUSE_MAX_MS);
    await new Promise((fin) => setTimeout(fin, pause));
  }
}

/**
 * Run every formula of ours again, also where Excel thinks its value fresh, and wait for them.
 *
 * Marking all cells as dirty is what Ctrl+Alt+F9 does: it leaves formulas, protection and the
 * list of what can be undone alone, so it is tried first. Some hosts keep the results of
 * add-in functions all the same; when no call arrives, the formulas are written anew, which
 * always runs them. Formulas under the name that the file stores are rewritten in any case:
 * Excel does not find the function behind that name.
 *
 * @param portee "feuille" or "classeur".
 * @returns {formules, renommees, recrites, enCours, erreurs}: cells found, respelled, written
 *   anew, still without a value after a minute, and {feuille, cellule} of those in error.
 */
export async function recalculer(portee) {
  relireLaConvention();
  relireLeCalendrier();
  globalThis.cogOublier?.();
  return await Excel.run(async (context) => {
    const feuilles = await feuillesVoulues(context, portee);
    const cellules = await cellulesAppelantes(context, feuilles);
    const renommees = cellules.filter(({ formule }) => formule.search(PREFIXE) >= 0);
    const autres = cellules.filter((une) => !renommees.includes(une));
    const avant = globalThis.cogCompteurs().appels;
    if (portee === "feuille") feuilles[0].calculate(true);
    else context.workbook.application.calculate("Full");
    await context.sync();
    const faire = autres.length > 0 && !(await appelVenu(avant));
    if (faire) await recrire(context, autres);
    if (renommees.length) await recrire(context, renommees);
    feuilles.forEach((feuille) => feuille.load("name"));
    const { enCours, fautives } = await attendreLesValeurs(context, feuilles, cellules);
    return {
      formules: cellules.length,
      renommees: renommees.length,
      recrites: faire ? autres.length : 0,
      enCours,
      erreurs: fautives.map(({ rang, ligne, colonne }) => ({
        feuille: feuilles[rang].name,
        cellule: adresseDe(ligne, colonne),
      })),
    };
  });
}

async function nomsDesFeuilles() {
  return await Excel.run(async (context) => {
    const toutes = context.workbook.worksheets.load("items/name");
    await context.sync();
    return toutes.items.map(({ name }) => name);
  });
}

async function nouvelles(avant) {
  return (await nomsDesFeuilles()).filter((nom) => !avant.includes(nom));
}

/** Copy the active sheet with values only; returns the name of the copy. */
export async function figer(jour) {
  const avant = await nomsDesFeuilles();
  const feuille = await Excel.run(async (context) => {
    const active = context.workbook.worksheets.getActiveWorksheet().load("name");
    await context.sync();
    return active.name;
  });
  await executerScript("cog_figer", [feuille, jour]);
  return (await nouvelles(avant))[0];
}

/**
 * Insert a sheet of an annex of the convention that the workbook follows.
 *
 * @returns {noms, nommee}: the new sheets, and whether the workbook was given the name that says
 *   which convention it follows.
 */
export async function inserer(annexe, feuille) {
  const avant = await nomsDesFeuilles();
  relireLaConvention();
  const suivie = await conventionDuClasseur();
  await executerScript("cog_inserer", [annexe, feuille, JSON.stringify(suivie)]);
  return { noms: await nouvelles(avant), nommee: suivie === null };
}
