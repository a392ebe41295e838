// What *Équiper* shows: the tables found, the doubts as cards, what will be written.

import { bouton, element, pluriel, titre } from "./affichage.js";

const PLUS_TARD = "";

function tableau({ title: lieu, columns: colonnes, summary: bilan, rows: lignes }) {
  return element(
    "details",
    { class: "cog-reconnu" },
    element("summary", {}, `${lieu} ; lignes : ${bilan}`),
    element("p", {}, `Colonnes : ${colonnes.join(", ")}.`),
    element(
      "ul",
      { class: "cog-lignes" },
      lignes.map(({ row: rang, label: libelle, subject: sujet, state: etat }) =>
        element(
          "li",
          {},
          `Ligne ${rang}, ${libelle} : ${sujet ? `${sujet}, ${etat}` : etat}.`,
        ),
      ),
    ),
  );
}

function choix(groupe, rang, { answer: reponse, label: texte, chosen: choisie }) {
  const id = `${groupe}-${rang}`;
  const boite = element("input", {
    type: "radio",
    id,
    name: groupe,
    value: reponse,
    class: "form-check-input",
  });
  boite.checked = choisie;
  return element(
    "div",
    { class: "form-check" },
    boite,
    element("label", { for: id, class: "form-check-label" }, texte),
  );
}

function carte(doute, rang, { choisir, attendue }) {
  const { sheet: feuille, cell: cellule, message, samples: exemples, choices: reponses } = doute;
  const groupe = `cog-doute-${rang}`;
  const lieu = `${feuille}!${cellule}`;
  const offertes = attendue
    ? [
        ...reponses,
        { answer: PLUS_TARD, label: "Répondre plus tard", chosen: !reponses.some((r) => r.chosen) },
      ]
    : reponses;
  const parties = [
    element("p", {}, message),
    exemples.length ? element("p", {}, `Valeurs : ${exemples.join(" ; ")}.`) : undefined,
    reponses.length ? offertes.map((une, n) => choix(groupe, n, une)) : undefined,
    element(
      "p",
      { class: "cog-choix" },
      element(
        "button",
        { type: "button", class: "btn cog-secondaire", "au-clic": () => choisir(feuille, cellule) },
        `Voir ${lieu}`,
      ),
    ),
  ].flat();
  const etat = doute.answered ? "répondu" : doute.blocking ? "à répondre" : "à lire";
  const entete = `${lieu} : ${doute.about} (${etat})`;
  return reponses.length
    ? element("fieldset", { class: "cog-doute" }, element("legend", {}, entete), parties)
    : element(
        "section",
        { class: "cog-doute", "aria-label": entete },
        element("h4", { class: "cog-nom" }, entete),
        parties,
      );
}

function apercu(recu) {
  const { sheets: feuilles, formulas: formules, equipped: deja, changed: change, notes } = recu;
  const noms = feuilles.map((nom) => `« ${nom} »`).join(" et ");
  const cote = recu.beside
    ? ` À droite de vos tableaux : ${pluriel(recu.beside, "cellule")}, taux et statuts.`
    : "";
  const phrase = change
    ? `${deja ? "Seront récrites" : "Seront ajoutées"} : ${noms}, ${pluriel(formules, "formule")}.${cote}`
    : "Déjà équipé, rien à changer.";
  return [
    element("h3", { class: "cog-nom" }, "Ce qui sera écrit"),
    element("p", {}, deja ? phrase : `${phrase} Aucune cellule saisie ne change.`),
    notes.map((note) => element("p", {}, `${note}.`)),
  ].flat();
}

/**
 * The answers that are ticked in a form, each with the line of its doubt. What is left for later is
 * told too: the answer to one doubt is none to another that reads the same.
 */
export function reponses(page, doutes) {
  return doutes.flatMap(({ line }, rang) => {
    const coche = page.querySelector(`input[name="cog-doute-${rang}"]:checked`);
    return coche ? [{ line, answer: coche.value }] : [];
  });
}

// How many doubts wait for an answer, and how many are only to be read.
function compte(doutes) {
  const bloquants = doutes.filter(({ blocking }) => blocking).length;
  const remarques = doutes.length - bloquants;
  return [
    bloquants ? pluriel(bloquants, "doute") : "",
    remarques ? `${pluriel(remarques, "remarque")} à lire` : "",
  ]
    .filter(Boolean)
    .join(" et ");
}

// Whether rates and statuses are wanted beside the tables too; once there, they stay.
function aCote({ columns: voulues, equipped: deja }) {
  const boite = element("input", { id: "cog-colonnes", type: "checkbox", class: "form-check-input" });
  boite.checked = voulues;
  boite.disabled = deja && voulues;
  const texte = boite.disabled
    ? "Taux et statuts aussi à droite de vos tableaux (jusqu’à Retirer)"
    : "Écrire aussi taux et statuts à droite de vos tableaux, là où les cellules sont libres";
  return element(
    "div",
    { class: "form-check" },
    boite,
    element("label", { for: boite.id, class: "form-check-label" }, texte),
  );
}

/**
 * The survey of a workbook.
 *
 * @param recu what the server says.
 * @param dejaRepondu tells whether the workbook itself answers a doubt: then it is answered
 *   otherwise, or emptied in the sheet, but not left for later.
 * @param gestes `choisir(feuille, cellule)`, `retirer()`, and `actualiser(choix)` and
 *   `equiper(choix)` with {answers, columns}.
 */
export function examen(recu, dejaRepondu, gestes) {
  const { doubts: doutes, ignored: sans, truncated: coupees } = recu;
  const { waiting: ouverts } = recu;
  const cartes = doutes.map((doute, rang) =>
    carte(doute, rang, { choisir: gestes.choisir, attendue: !dejaRepondu(doute) }),
  );
  const choisis = () => ({
    answers: reponses(page, doutes),
    columns: page.querySelector("#cog-colonnes").checked,
  });
  const page = element(
    "form",
    { class: "cog-formulaire" },
    doutes.length ? element("h3", { class: "cog-nom" }, compte(doutes)) : undefined,
    ouverts
      ? element("p", {}, "Rien n’est calculé d’une ligne ou d’une colonne avant votre réponse.")
      : undefined,
    cartes,
    aCote(recu),
    apercu(recu),
    element(
      "p",
      { class: "cog-choix" },
      element("button", { type: "submit", class: "btn cog-principal" }, "Équiper"),
      bouton("Actualiser l’aperçu", () => gestes.actualiser(choisis())),
      recu.equipped ? bouton("Retirer", gestes.retirer) : undefined,
    ),
  );
  page.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    gestes.equiper(choisis());
  });
  return [
    titre(
      recu.tables.length > 1
        ? `${recu.tables.length} tableaux reconnus`
        : "1 tableau reconnu",
    ),
    element(
      "p",
      {},
      `${recu.convention}. ${ouverts ? pluriel(ouverts, "doute") : "Aucun doute"} à répondre.`,
    ),
    recu.tables.map(tableau),
    sans.map(({ sheet: feuille, reason: raison }) => {
      const lue = recu.tables.some(({ title }) => title.startsWith(`${feuille}!`));
      return element("p", {}, `« ${feuille} » : ${lue ? raison : "pas de tableau reconnu"}.`);
    }),
    coupees.map((texte) => element("p", {}, `${texte}.`)),
    page,
  ].flat();
}

/** Several conventions fit: which one? */
export function conventions({ message, conventions: offertes }, choisir) {
  return [
    titre("Quelle convention ?"),
    element("p", {}, message),
    element(
      "p",
      { class: "cog-choix" },
      offertes.map(({ id, title: nom }) => bouton(nom, () => choisir(id))),
    ),
  ];
}

function ecrit({ sheets: feuilles, formulas: formules, changed: change, notes, waiting: attendus }) {
  const noms = feuilles.map((nom) => `« ${nom} »`).join(" et ");
  const reste = attendus > 1 ? "doutes restent" : "doute reste";
  return [
    element("p", {}, change ? `${pluriel(formules, "formule")} dans ${noms}.` : "Rien à changer."),
    attendus
      ? element("p", {}, `${attendus} ${reste} sans réponse : rien n’en est calculé.`)
      : [],
    notes.map((note) => element("p", {}, `${note}.`)),
  ].flat();
}

/** A copy of the workbook is equipped; `remise` hands it out. */
export function copie(recu, remise) {
  const { changed: change } = recu;
  return [
    titre(change ? "Copie équipée" : "Déjà équipé"),
    ecrit(recu),
    change
      ? [
          element("p", {}, "Votre fichier n’est pas modifié. Enregistrez la copie :"),
          remise,
          element(
            "p",
            {},
            "Après une saisie dans la copie, déposez-la ici et cliquez sur « Recalculer ». Les réponses " +
              "se corrigent dans « Correspondances » ; « Équiper » en tient compte.",
          ),
        ]
      : [],
  ].flat(2);
}

/** A copy of the workbook without what was written into it; `remise` hands it out. */
export function rendu({ exact, kept: gardes }, remise) {
  return [
    titre(gardes.length ? "Copie rendue en partie" : "Copie rendue"),
    element(
      "p",
      {},
      exact
        ? "Elle est, à l’octet près, le classeur d’avant « Équiper »."
        : "Ce que pycog y avait écrit est ôté.",
    ),
    gardes.map((texte) => element("p", {}, `Gardé : ${texte}.`)),
    remise,
  ].flat();
}

/** The workbook is equipped. */
export function fait(recu, retirer) {
  return [
    titre(recu.changed ? "Classeur équipé" : "Déjà équipé"),
    ecrit(recu),
    element(
      "p",
      {},
      "Les réponses se corrigent dans « Correspondances » ; cliquez ensuite sur « Équiper » de nouveau.",
    ),
    element("p", { class: "cog-choix" }, bouton("Retirer", retirer)),
  ].flat();
}

/** What was written is taken out again. */
export function retire({ sheets: feuilles, kept: gardes }) {
  const s = feuilles.length > 1 ? "s" : "";
  return [
    titre(gardes.length ? "Retiré en partie" : "Retiré"),
    element(
      "p",
      {},
      feuilles.length
        ? `Feuille${s} supprimée${s} : ${feuilles.join(", ")}.`
        : "Aucune feuille n’a été supprimée.",
    ),
    gardes.map((texte) => element("p", {}, `Gardé : ${texte}.`)),
  ].flat();
}
