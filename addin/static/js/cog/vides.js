// A blank cell must never reach a formula as the number 0.
//
// Some versions of Excel for the desktop hand a blank cell to a custom function as 0, others as
// nothing; « 0 » against « < 5 % » would be « Atteint ». Excel says where each argument comes
// from: a zero that comes from a cell is therefore looked at there before the call leaves, and is
// made blank again where the cell is blank. Arguments without a zero cost nothing.

import { depuis1904, refusDu1904 } from "./calendrier.js";

// Cells looked at in one reading; Excel answers slowly to more.
const CELLULES_MAX = 50_000;
// While a cell is being edited Excel reads nothing: three readings, this far apart.
const ESSAIS = 3;
const PAUSE_MS = 300;
const VIENT_D_UNE_CELLULE = /!|^\$?[A-Z]{1,3}\$?\d+/i;
const LIGNES = 1_048_576;
const COLONNES = 16_384;

const INVERIFIABLE =
  "Un argument vaut 0 et Excel ne permet pas de vérifier s’il s’agit d’un zéro ou d’une cellule " +
  "vide. Recalculez ; si l’argument vient d’un autre classeur, recopiez-le d’abord dans celui-ci.";

const compteurs = { verifies: 0, vides: 0, zeros: 0, refus: 0 };

/** What was found so far: zeros looked at, blanks among them, true zeros, calls refused. */
export const zerosVerifies = () => ({ ...compteurs });

// A parameter that offers a list is declared a text: its blank may come as the text "0".
const douteux = (valeur) => valeur === 0 || valeur === "0";

function zerosDe(argument) {
  if (!Array.isArray(argument)) return douteux(argument) ? [[0, 0]] : [];
  const trouves = [];
  argument.forEach((rangee, i) => {
    if (!Array.isArray(rangee)) return;
    rangee.forEach((valeur, j) => {
      if (valeur === 0) trouves.push([i, j]);
    });
  });
  return trouves;
}

const rangDeColonne = (lettres) =>
  [...lettres.toUpperCase()].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0) - 1;

/**
 * Sheet and first cell of an address such as Feuil1!A1:B2, 'L''an 1'!$A:$A or [b.xlsx]F!A1.
 *
 * @returns null for what is no plain area of cells.
 */
export function lireAdresse(adresse) {
  const trouve = /^(?:(?:'((?:[^']|'')+)'|([^'!]+))!)?([^!]+)$/.exec(adresse ?? "");
  if (!trouve) return null;
  const complet = (trouve[1]?.replaceAll("''", "'") ?? trouve[2] ?? "").replace(/^.*\[/, "[");
  const [, classeur, feuille] = /^(?:\[([^\]]*)\])?(.*)$/s.exec(complet);
  const coin = /^\$?([A-Z]{1,3})?\$?(\d{1,7})?(?::\$?[A-Z]{0,3}\$?\d{0,7})?$/i.exec(trouve[3]);
  if (!coin || (coin[1] === undefined && coin[2] === undefined)) return null;
  const ligne = coin[2] === undefined ? 0 : Number(coin[2]) - 1;
  const colonne = coin[1] === undefined ? 0 : rangDeColonne(coin[1]);
  if (ligne < 0 || ligne >= LIGNES || colonne >= COLONNES) return null;
  return { classeur: classeur ?? "", feuille, ligne, colonne };
}

// The smallest area that holds the zeros, cut into bands of at most CELLULES_MAX cells.
function bandes(place, zeros) {
  const lignes = zeros.map(([i]) => i);
  const colonnes = zeros.map(([, j]) => j);
  const plusGrand = (valeurs) => valeurs.reduce((a, b) => Math.max(a, b), 0);
  const plusPetit = (valeurs) => valeurs.reduce((a, b) => Math.min(a, b), Infinity);
  const [haut, bas] = [plusPetit(lignes), plusGrand(lignes)];
  const [gauche, droite] = [plusPetit(colonnes), plusGrand(colonnes)];
  const largeur = droite - gauche + 1;
  const hauteur = Math.max(1, Math.floor(CELLULES_MAX / largeur));
  const resultat = [];
  for (let debut = haut; debut <= bas; debut += hauteur) {
    const fin = Math.min(bas, debut + hauteur - 1);
    if (!lignes.some((i) => i >= debut && i <= fin)) continue;
    resultat.push({ ...place, debut, gauche, hauteur: fin - debut + 1, largeur });
  }
  return resultat;
}

async function lireLesGenres(bandesVoulues) {
  return await Excel.run(async (contexte) => {
    const classeur = contexte.workbook;
    if (bandesVoulues.some((une) => une.classeur)) classeur.load("name");
    const plages = bandesVoulues.map((une) => {
      const feuille = une.feuille
        ? classeur.worksheets.getItem(une.feuille)
        : classeur.worksheets.getActiveWorksheet();
      return feuille
        .getRangeByIndexes(
          une.ligne + une.debut,
          une.colonne + une.gauche,
          une.hauteur,
          une.largeur,
        )
        .load("valueTypes");
    });
    await contexte.sync();
    const ailleurs = bandesVoulues.some((une) => une.classeur && une.classeur !== classeur.name);
    if (ailleurs) throw new Error("another workbook");
    return plages.map((plage) => plage.valueTypes);
  });
}

// Calls of one recalculation come in one turn of the event loop: they are read together.
let attendues = [];
let depart = null;

async function lireEnsemble(lot) {
  for (let essai = 1; ; essai += 1) {
    try {
      return await lireLesGenres(lot.flatMap(({ voulues }) => voulues));
    } catch (erreur) {
      if (essai === ESSAIS) throw erreur;
      await new Promise((suite) => setTimeout(suite, PAUSE_MS));
    }
  }
}

async function partir() {
  const lot = attendues;
  attendues = [];
  depart = null;
  try {
    const genres = await lireEnsemble(lot);
    let rang = 0;
    for (const { voulues, resolve } of lot) {
      resolve(genres.slice(rang, rang + voulues.length));
      rang += voulues.length;
    }
  } catch (erreur) {
    if (lot.length === 1) {
      lot[0].reject(erreur);
      return;
    }
    // One argument that cannot be read must not cost the others their answer.
    for (const un of lot) lireEnsemble([un]).then(un.resolve, un.reject);
  }
}

function genres(voulues) {
  return new Promise((resolve, reject) => {
    attendues.push({ voulues, resolve, reject });
    depart ??= Promise.resolve().then(partir);
  });
}

// The argument with null in the place of each zero whose cell is blank.
async function sansVides(argument, zeros, place) {
  const voulues = bandes(place, zeros);
  const lus = await genres(voulues);
  const vide = ([i, j]) => {
    const rang = voulues.findIndex((une) => i >= une.debut && i < une.debut + une.hauteur);
    return lus[rang][i - voulues[rang].debut][j - voulues[rang].gauche] === "Empty";
  };
  const vides = zeros.filter(vide);
  compteurs.verifies += zeros.length;
  compteurs.vides += vides.length;
  compteurs.zeros += zeros.length - vides.length;
  if (!vides.length) return argument;
  if (!Array.isArray(argument)) return null;
  const copie = argument.map((rangee) => [...rangee]);
  for (const [i, j] of vides) copie[i][j] = null;
  return copie;
}

function refuser() {
  compteurs.refus += 1;
  const { Error: Refus, ErrorCode } = CustomFunctions;
  return new Refus(ErrorCode.invalidValue, INVERIFIABLE);
}

/**
 * Wrap a custom function so that blank cells reach it as null, whatever Excel hands over.
 *
 * @param fonction takes its arguments and, last, the invocation with parameterAddresses.
 */
export function garderLesVides(fonction) {
  return async (...recus) => {
    if (await depuis1904()) throw refusDu1904();
    const invocation = recus.at(-1);
    const adresses = invocation?.parameterAddresses;
    if (!Array.isArray(adresses)) return await fonction(...recus);
    const relus = recus.slice(0, -1).map((argument, rang) => {
      // A constant or the result of a calculation has no address: its zero is one.
      const zeros = VIENT_D_UNE_CELLULE.test(adresses[rang] ?? "") ? zerosDe(argument) : [];
      if (!zeros.length) return argument;
      const place = lireAdresse(adresses[rang]);
      return place ? sansVides(argument, zeros, place) : Promise.reject(new Error("address"));
    });
    let arguments_;
    try {
      arguments_ = await Promise.all(relus);
    } catch {
      throw refuser();
    }
    return await fonction(...arguments_, invocation);
  };
}

/** Have every function that is associated from now on go through the guard. */
export function installerLaGarde(fonctions = globalThis.CustomFunctions) {
  const associer = fonctions.associate.bind(fonctions);
  fonctions.associate = (nom, fonction) =>
    typeof fonction === "function" ? associer(nom, garderLesVides(fonction)) : associer(nom, fonction);
}
