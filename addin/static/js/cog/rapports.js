// The yearly reports: what is asked for, the annexes they are drawn from, the file.

import { bouton, element, liste, option, pluriel, resultat, titre } from "./affichage.js";
import { parametreDeLaConvention, relireLaConvention } from "./convention.js";
import * as fichiers from "./fichiers.js";
import { caseACocher } from "./formulaires.js";
import { hote } from "./hote.js";
import { envoyerAvecLaConvention, obtenir } from "./serveur.js";

// A report takes longer than any formula; the server gives up before that.
const ATTENTE_SECONDES = 300;

const LU_PAR_FEUILLES =
  "Excel n’a pas donné le fichier du classeur ouvert : ses feuilles ont été lues une à une, avec " +
  "les valeurs affichées.";

// What the officer chose last: the conversation draws from the same annexes.
let autres = [];
let avecOuvert = true;

/** Which annexes a report would be drawn from, in a few words. */
export function provenance() {
  const choisies = autres.length ? pluriel(autres.length, "annexe") : "";
  if (!avecOuvert) return choisies || "aucun classeur";
  const suite = autres.length > 1 ? "choisies" : "choisie";
  return choisies ? `${hote.ouvert} et ${choisies} ${suite}` : hote.ouvert;
}

/** Whether another report may be drawn after this failure once everything is recalculated. */
export function aRecalculer(erreur) {
  return erreur?.statut === 409;
}

/**
 * Have a report drawn.
 *
 * @param commande {report, format, year, sheet, convention, refresh}.
 * @returns {name, type, title, sentences, content}.
 */
export async function etablir(commande) {
  const workbooks = [];
  if (avecOuvert) workbooks.push(await hote.classeurOuvert());
  for (const fichier of autres) workbooks.push(await fichiers.fichierChoisi(fichier));
  const corps = { ...commande, workbooks };
  const recu = await envoyerAvecLaConvention("/cog/rapports", corps, ATTENTE_SECONDES);
  const lueParFeuilles = workbooks.some(({ sheets }) => sheets);
  return lueParFeuilles ? { ...recu, sentences: [...recu.sentences, LU_PAR_FEUILLES] } : recu;
}

/** What the pane shows of a report. */
export function fait(recu, ouvrir) {
  return [...resultat(recu.title, ...recu.sentences).flat(), fichiers.remise(recu, ouvrir)];
}

/** Stale cells: what can be done about them. */
export function perimes(message, { recalculer, revenir }) {
  return [
    titre("Des valeurs ne sont pas à jour"),
    element("p", { class: "cog-erreur", role: "alert" }, message),
    element(
      "p",
      { class: "cog-choix" },
      bouton("Recalculer et établir", recalculer),
      bouton("Revenir", revenir),
    ),
  ];
}

function lignes(offerts) {
  return offerts.map(({ id, title: texte }) => option({ valeur: id, texte }));
}

function choix(id, intitule, offerts = []) {
  const [etiquette, champ] = liste(id, intitule, lignes(offerts));
  return { champ, bloc: element("div", {}, etiquette, champ) };
}

function annexesChoisies() {
  const champ = element("input", {
    id: "cog-rapport-annexes",
    type: "file",
    class: "form-control",
    multiple: "",
    accept: ".xlsx,.xlsm",
    "aria-describedby": "cog-rapport-gardees",
  });
  const gardees = element("p", { id: "cog-rapport-gardees", class: "cog-note" });
  const dire = () => {
    gardees.textContent = autres.length
      ? `${autres.map(({ name }) => name).join(", ")}.`
      : "Les autres annexes de l’organisme, si elles sont dans d’autres fichiers.";
  };
  champ.addEventListener("change", () => {
    autres = [...champ.files];
    dire();
  });
  dire();
  return element(
    "div",
    {},
    element("label", { for: champ.id, class: "form-label" }, "Autres annexes"),
    champ,
    gardees,
  );
}

/** The form that asks which report; `valider` receives what {@link etablir} takes. */
export async function formulaire(valider) {
  relireLaConvention();
  const { reports, formats, conventions, convention: premiere } = await obtenir(
    `/cog/rapports?${await parametreDeLaConvention()}`,
  );
  const rapport = choix("cog-rapport", "Rapport", reports);
  const convention = choix("cog-rapport-convention", "Convention", conventions);
  const exercice = choix("cog-rapport-exercice", "Exercice");
  const fiche = choix("cog-rapport-fiche", "Fiche objectif");
  const format = choix("cog-rapport-format", "Format", formats);
  const ouvert = caseACocher("cog-rapport-ouvert", `Lire ${hote.ouvert}`, avecOuvert);
  convention.bloc.hidden = conventions.length < 2;
  if (conventions.some(({ id }) => id === premiere)) convention.champ.value = premiere;
  const selonLaConvention = () => {
    const { years = [], sheets = [] } =
      conventions.find(({ id }) => id === convention.champ.value) ?? {};
    const annees = years.map((annee) => ({ id: annee, title: String(annee) }));
    const numerotees = sheets.map(({ id, title: objet }) => ({ id, title: `${id} – ${objet}` }));
    exercice.champ.replaceChildren(...lignes(annees));
    fiche.champ.replaceChildren(...lignes(numerotees));
  };
  const choisi = () => reports.find(({ id }) => id === rapport.champ.value);
  const selonLeRapport = () => {
    fiche.bloc.hidden = !choisi().by_sheet;
    exercice.bloc.hidden = !choisi().by_year;
  };
  convention.champ.addEventListener("change", selonLaConvention);
  rapport.champ.addEventListener("change", selonLeRapport);
  selonLaConvention();
  selonLeRapport();

  const page = element(
    "form",
    { class: "cog-formulaire" },
    rapport.bloc,
    convention.bloc,
    fiche.bloc,
    exercice.bloc,
    format.bloc,
    ouvert.bloc,
    annexesChoisies(),
    element("button", { type: "submit", class: "btn cog-principal" }, "Établir"),
  );
  page.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    avecOuvert = ouvert.boite.checked;
    const { id: genre, by_sheet: parFiche, by_year: parExercice } = choisi();
    valider({
      report: genre,
      format: format.champ.value,
      convention: convention.champ.value,
      year: parExercice ? Number(exercice.champ.value) : null,
      sheet: parFiche ? Number(fiche.champ.value) : null,
    });
  });
  const avis =
    "Le rapport se tire des annexes remplies. Elles ne sont ni modifiées ni conservées par le serveur.";
  return [titre("Bilan et rapports"), element("p", {}, avis), page];
}
