// The bubbles of the conversation, built as elements: no text ever becomes markup.

import { bouton, code, element, erreur, pluriel } from "./affichage.js";
import { remise } from "./fichiers.js";

// The heading of a column of places in an answer.
const CELLULE = "Cellule";
const SVG = "http://www.w3.org/2000/svg";
// More of them stand behind a line that opens.
const HYPOTHESES_OUVERTES = 2;
// They suit any convention: the assistant asks for what they leave out.
const EXEMPLES = [
  "Quel est l’objectif d’un indicateur ?",
  "Quels indicateurs sont en retard ?",
  "Que sais-tu faire ?",
];

function bulle(auteur, genre, ...contenu) {
  return element(
    "div",
    { class: `cog-bulle cog-bulle-${genre}` },
    element("p", { class: "visually-hidden" }, `${auteur} :`),
    ...contenu,
  );
}

function paragraphes(texte) {
  return String(texte ?? "")
    .split("\n")
    .filter((ligne) => ligne.trim())
    .map((ligne) => element("p", { class: "cog-texte-bulle" }, ligne));
}

function choixDe(intitule, textes, demander) {
  if (!textes.length) return undefined;
  return element(
    "div",
    { class: "cog-choix cog-reponses", role: "group", "aria-label": intitule },
    textes.map((texte) => bouton(texte, () => demander(texte))),
  );
}

/** What is offered before the first question. */
export function accueil(demander) {
  return bulle(
    "Assistant",
    "assistant",
    element(
      "p",
      { class: "cog-texte-bulle" },
      "Posez votre question en français : un objectif, un budget, un virement, une échéance. " +
        "La feuille n’est lue que si la question le demande, et rien n’est conservé.",
    ),
    choixDe("Exemples de questions", EXEMPLES, demander),
  );
}

/** What the officer asked. */
export function question(texte) {
  const dite = element("p", { class: "cog-texte-bulle" });
  // As it was typed; only its last sign does not go to a line of its own.
  dite.textContent = texte.replace(/ (?=[?!:;](?:\s|$))/g, "\u00a0");
  return bulle("Vous", "vous", dite);
}

/** What the pane read or did, in a sentence; `choix` is [[text, action], …]. */
export function note(texte, choix = []) {
  return bulle(
    "Volet",
    "note",
    element("p", { class: "cog-texte-bulle" }, texte),
    choix.length
      ? element(
          "div",
          { class: "cog-choix cog-reponses", role: "group", "aria-label": "Que faire ?" },
          choix.map(([intitule, faire]) => bouton(intitule, faire)),
        )
      : undefined,
  );
}

/** A report that is ready, with what saves it. */
export function fichier(recu, ouvrir) {
  return bulle(
    "Assistant",
    "assistant",
    element("p", { class: "cog-texte-bulle" }, recu.sentences[0]),
    recu.sentences.slice(1).flatMap(paragraphes),
    remise(recu, ouvrir),
  );
}

/** A failure, with a way to try again. */
export function echec(raison, { reessayer }) {
  return bulle("Volet", raison.annulee ? "note" : "echec", ...erreur(raison, { reessayer }));
}

function cellule(valeur) {
  if (typeof valeur === "number") return valeur.toLocaleString("fr-FR");
  return valeur === null || valeur === undefined ? "" : String(valeur);
}

const NOMBRE = /^[+−-]?\d[\d\s]*(?:,\d+)?\s*(?:%|€|k€|M€|pts?|points?|jours?|j)?$/;
// Where a row of an answer stands in the workbook: « Suivi!D7 », « 'Annexe 4'!D7 ».
const PLACE = /^(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})$/;

/** Sheet and cell of a place, undefined for any other text. */
export function lieuDe(texte) {
  const trouve = PLACE.exec(String(texte ?? ""));
  if (!trouve) return undefined;
  const [, entreApostrophes, nue, colonne, ligne] = trouve;
  return {
    feuille: entreApostrophes?.replaceAll("''", "'") ?? nue,
    cellule: `${colonne}${ligne}`,
  };
}

// A number, or a text that is one: « 14 225 000 € », « −1,5 % ».
function estUnNombre(valeur) {
  return typeof valeur === "number" || NOMBRE.test(String(valeur ?? ""));
}

function contenuDe(valeur, titre, aller) {
  if (valeur instanceof Node) return valeur;
  const lieu = titre === CELLULE ? lieuDe(valeur) : undefined;
  if (!lieu || !aller) return cellule(valeur);
  return element(
    "button",
    { type: "button", class: "cog-lien", "au-clic": () => aller(lieu.feuille, lieu.cellule) },
    lieu.cellule,
  );
}

/**
 * A table of texts, numbers and elements; `aller` receives sheet and cell of the places in its
 * column of cells.
 */
export function tableau({ headings, rows }, aller, nom) {
  const legende = `Tableau de ${pluriel(rows.length, "ligne")}`;
  return element(
    "div",
    { class: "cog-tableau", role: "region", tabindex: "0", "aria-label": nom ?? legende },
    element(
      "table",
      {},
      element("caption", { class: "visually-hidden" }, legende),
      headings?.length
        ? element(
            "thead",
            {},
            element(
              "tr",
              {},
              headings.map((titre) => element("th", { scope: "col" }, String(titre))),
            ),
          )
        : undefined,
      element(
        "tbody",
        {},
        rows.map((ligne) =>
          element(
            "tr",
            {},
            ligne.map((valeur, rang) => {
              const genre = estUnNombre(valeur) ? "cog-nombre" : undefined;
              return element("td", { class: genre }, contenuDe(valeur, headings?.[rang], aller));
            }),
          ),
        ),
      ),
    ),
  );
}

function trace(nom, attributs) {
  const noeud = document.createElementNS(SVG, nom);
  for (const [cle, valeur] of Object.entries(attributs)) noeud.setAttribute(cle, valeur);
  return noeud;
}

// The picture reaches as far as the best of them; a line marks where the target stands.
function barre({ label, ratio, text }, etendue) {
  const part = (valeur) => `${((100 * valeur) / etendue).toFixed(2)}%`;
  const connu = typeof ratio === "number" && Number.isFinite(ratio);
  const dessin = trace("svg", {
    class: "cog-barre",
    role: "img",
    "aria-label": `${text || "non renseigné"}, la ligne marque l’objectif`,
    width: "100%",
    height: "14",
  });
  const corps = { y: "3", height: "8" };
  dessin.append(trace("rect", { ...corps, class: "cog-barre-fond", width: "100%" }));
  if (connu) {
    const genre = ratio >= 1 ? "cog-barre-atteint" : "cog-barre-manque";
    dessin.append(trace("rect", { ...corps, class: genre, width: part(Math.max(0, ratio)) }));
  }
  // At the very end half of the line would be cut off.
  const place = part(Math.min(1, 0.995 * etendue));
  const ligne = { x1: place, x2: place, y1: "0", y2: "14" };
  dessin.append(trace("line", { ...ligne, class: "cog-barre-objectif" }));
  return element(
    "li",
    {},
    element("span", { class: "cog-barre-nom" }, String(label)),
    element("span", { class: "cog-barre-texte", "aria-hidden": "true" }, String(text ?? "")),
    dessin,
  );
}

function barres(liste) {
  const etendue = Math.max(1, ...liste.map(({ ratio }) => (Number.isFinite(ratio) ? ratio : 0)));
  return element(
    "ul",
    { class: "cog-barres", "aria-label": "Taux d’atteinte" },
    liste.map((une) => barre(une, etendue)),
  );
}

/** The formula of an answer as the officer reads it, "" if there is none. */
export function formuleLue({ formula_cells_fr: cellules, formula_fr: lue, formula }) {
  return cellules || lue || formula || "";
}

/** The formula of an answer as Office.js takes it, "" if the server composed none. */
export function formuleEcrite({ formula_cells: cellules, formula }) {
  return formula ? cellules || formula : "";
}

function gestesDe(reponse, { copier, inserer, adapter }) {
  // Only what the server composed is inserted, not the formula of a cell that it explains.
  if (!reponse.formula) return undefined;
  return element(
    "div",
    { class: "cog-choix" },
    bouton("Copier", () => copier(formuleLue(reponse))),
    inserer ? bouton("Insérer dans la cellule", () => inserer(reponse)) : undefined,
    reponse.formula_cells || !adapter
      ? undefined
      : bouton("Avec les cellules de la feuille", adapter),
  );
}

function formuleDe(reponse, gestes) {
  if (!formuleLue(reponse)) return undefined;
  return element(
    "div",
    { class: "cog-formule-bloc" },
    element("p", { class: "cog-intitule" }, "Formule"),
    element("p", {}, code(formuleLue(reponse))),
    gestesDe(reponse, gestes),
  );
}

/** What an answer rests on: [[title, text], …]. */
export function fondements({ arithmetic, printed, source }) {
  return [
    printed ? ["Objectif imprimé", printed] : undefined,
    ...(arithmetic ?? []).map((ligne) => ["Calcul", ligne]),
    source ? ["Source", source] : undefined,
  ].filter((un) => un !== undefined);
}

/** What was decided where the sources are silent: [[title, text], …]. */
export function hypotheses({ assumptions }) {
  return (assumptions ?? []).map((une) => ["Hypothèse", une]);
}

function paires(lignes) {
  if (!lignes.length) return undefined;
  return element(
    "dl",
    { class: "cog-fondements" },
    lignes.flatMap(([nom, texte]) => [element("dt", {}, nom), element("dd", {}, texte)]),
  );
}

function justification(reponse) {
  const supposees = hypotheses(reponse);
  // An answer about many indicators rests on many: they must not hide what follows.
  if (supposees.length <= HYPOTHESES_OUVERTES) {
    return paires([...fondements(reponse), ...supposees]);
  }
  const nombre = pluriel(supposees.length, "hypothèse");
  return [
    paires(fondements(reponse)),
    element(
      "details",
      { class: "cog-hypotheses" },
      element("summary", {}, `${nombre} : ce que les sources ne disent pas`),
      paires(supposees),
    ),
  ].filter((un) => un !== undefined);
}

/** The value of an answer where its sentence does not already say it. */
export function valeurAPart({ display, text, table }) {
  const plat = (texte) => String(texte ?? "").replace(/[\s\u00a0\u202f]+/g, " ");
  return display && !table && !plat(text).includes(plat(display)) ? display : "";
}

/** An answer of the server, with what can be done with it. */
export function reponse(recue, gestes) {
  const apart = valeurAPart(recue);
  const intitule = recue.kind === "asked" ? "Réponses possibles" : "Questions proches";
  return bulle(
    "Assistant",
    "assistant",
    apart ? element("p", { class: "cog-valeur" }, apart) : undefined,
    paragraphes(recue.text),
    (recue.details ?? []).flatMap(paragraphes),
    recue.bars?.length ? barres(recue.bars) : undefined,
    recue.table?.rows?.length ? tableau(recue.table, gestes.aller) : undefined,
    formuleDe(recue, gestes),
    ...[justification(recue)].flat(),
    choixDe(intitule, recue.choices ?? [], gestes.demander),
  );
}
