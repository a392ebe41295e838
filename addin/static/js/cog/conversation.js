// The conversation with the assistant. The pane keeps what was said and the state of the
// subject, and sends that state with each question: the server keeps nothing.

import { bouton } from "./affichage.js";
import * as bulles from "./bulles.js";
import { formatDe } from "./cellule.js";
import { copier, enregistrer, enTexte } from "./export.js";
import { hote } from "./hote.js";
import * as rapports from "./rapports.js";
import { envoyerAvecLaConvention } from "./serveur.js";
import { enCours, seul } from "./travail.js";

// What the assistant may ask to see: how it is read, where it goes, what the officer is told.
const LECTURES = {
  selection: {
    champ: "selection",
    lire: () => hote.lireSelection(),
    dire: ({ sheet, cell }) =>
      `Pour répondre, j’ai lu la cellule choisie (${sheet}!${cell}) et celles que sa ` +
      "formule lit. Elles ne sont pas conservées.",
  },
  sheet: {
    champ: "sheet",
    lire: () => hote.lireFeuille(),
    dire: ({ sheet }) =>
      `Pour répondre, j’ai lu la feuille affichée (« ${sheet} »). Elle n’est pas conservée.`,
  },
  workbook: {
    champ: "workbook",
    lire: () => hote.classeurOuvert(),
    dire: ({ name }) =>
      `Pour répondre, j’ai calculé une copie du classeur (« ${name} »). Il n’est ni modifié ni ` +
      "conservé.",
  },
};

const ATTENTE = "Recherche de la réponse…";
// Characters of a cell that are shown before it is replaced.
const MONTRES = 80;

let etat = null;
let tours = [];
let posee = null;
// Shows the form of the reports, where the annexes are chosen.
let choisirAnnexes = () => {};

function trouver(id) {
  return document.getElementById(id);
}

function dire(noeud, place = "nearest") {
  trouver("cog-fil").append(noeud);
  noeud.scrollIntoView({ block: place });
  return noeud;
}

function noter(texte, choix) {
  const tour = tours.at(-1);
  (tour?.reponse ? tour.suites : tour?.notes)?.push(texte);
  return dire(bulles.note(texte, choix));
}

// What was offered belongs to the state of that moment.
function retirerLesChoix() {
  for (const ancien of document.querySelectorAll("#cog-fil .cog-reponses .btn")) {
    ancien.disabled = true;
  }
}

// The focus stays where it is unless its button was taken away.
function placerLeFocus() {
  const { activeElement: actif } = document;
  if (actif && actif !== document.body && !actif.disabled) return;
  const derniere = trouver("cog-fil").lastElementChild;
  (derniere?.querySelector(".cog-reponses .btn") ?? trouver("cog-question")).focus();
}

function statuer(texte) {
  trouver("cog-statut").textContent = texte;
}

// One step of the conversation, which may return the next one. Where it fails, that step and
// what follows it can be tried again.
async function agir(faire, attente = "") {
  if (enCours()) return;
  let suite;
  statuer(attente);
  await seul(
    async () => {
      suite = await faire();
    },
    (erreur) => {
      const reessayer = () => {
        echec.remove();
        agir(faire, attente);
      };
      const echec = dire(bulles.echec(erreur, { reessayer }));
    },
  );
  if (attente) statuer("");
  placerLeFocus();
  if (suite) await agir(suite);
}

async function questionner(question, avant) {
  const corps = { question, state: avant };
  for (;;) {
    const recue = await envoyerAvecLaConvention("/cog/demander", corps);
    const lecture = LECTURES[recue.needs];
    if (!lecture || lecture.champ in corps) return recue;
    corps[lecture.champ] = await lecture.lire();
    noter(lecture.dire(corps[lecture.champ]));
  }
}

async function repondre(question) {
  const avant = etat;
  const recue = await questionner(question, avant);
  etat = recue.state;
  tours.at(-1).reponse = recue;
  // Results are what an annex holds; a target or a budget is looked up, not read in a cell.
  const lisible = recue.kind === "answered" && recue.slots?.actual !== undefined;
  const adapter = () => agir(() => adapterAuxCellules(question, avant), ATTENTE);
  dire(bulles.reponse(recue, gestes(lisible ? adapter : undefined)));
  return suiteDe(recue, avant);
}

function suiteDe(recue, avant) {
  if (recue.action === "insert") {
    return () => inserer(bulles.formuleEcrite(recue), formatDe(recue.display));
  }
  if (recue.action === "undo" && avant?.inserted) return annuler;
  if (recue.action === "export") return async () => exporter();
  if (recue.action === "report") return () => annoncerRapport(recue.report);
  return undefined;
}

function annoncerRapport(commande) {
  const annexes = `Ce rapport se tire de : ${rapports.provenance()}.`;
  noter(annexes, [["Choisir les annexes", () => choisirAnnexes()]]);
  return () => etablir(commande);
}

async function etablir(commande) {
  statuer("Établissement du rapport…");
  try {
    const recu = await rapports.etablir(commande);
    const ouvrir = hote.ouvrirClasseur && ((contenu) => agir(() => hote.ouvrirClasseur(contenu)));
    tours.at(-1)?.suites.push(`Rapport établi : ${recu.name}.`);
    dire(bulles.fichier(recu, ouvrir));
  } catch (erreur) {
    if (!rapports.aRecalculer(erreur)) throw erreur;
    const recalculee = { ...commande, refresh: true };
    noter(erreur.message, [["Recalculer et établir", () => choisir(() => etablir(recalculee))]]);
  } finally {
    statuer("");
  }
}

// The same question with the sheet at hand: its formula then points to the cells.
async function adapterAuxCellules(question, avant) {
  const sheet = await LECTURES.sheet.lire();
  noter(LECTURES.sheet.dire(sheet));
  const recue = await envoyerAvecLaConvention("/cog/demander", {
    question,
    state: avant,
    sheet,
  });
  if (!recue.formula_cells) {
    noter("Cette feuille ne porte pas ce réalisé : la formule reste telle quelle.");
    return;
  }
  tours.push({ question, notes: [], suites: [], reponse: recue });
  dire(bulles.reponse({ ...recue, choices: [] }, gestes()));
}

function gestes(adapter) {
  return {
    demander,
    adapter,
    copier: (texte) => agir(() => copierFormule(texte)),
    aller: (feuille, cellule) => agir(() => hote.choisir(feuille, cellule)),
    inserer: hote.ecrit
      ? (recue) => agir(() => inserer(bulles.formuleEcrite(recue), formatDe(recue.display)))
      : undefined,
  };
}

async function copierFormule(texte) {
  statuer(
    (await copier(texte))
      ? "Formule copiée."
      : `${hote.programme} refuse la copie : sélectionnez la formule et appuyez sur Ctrl+C.`,
  );
}

async function inserer(formule, format, accord) {
  if (!hote.ecrit) {
    noter("Un fichier déposé se lit seulement : copiez la formule et collez-la dans votre tableur.");
    return;
  }
  const avant = await hote.poserFormule(formule, format, accord);
  const lieu = `${avant.feuille}!${avant.cellule}`;
  etat = { ...etat, inserted: avant.posee };
  if (avant.posee) {
    posee = avant;
    noter(`Formule insérée dans ${lieu}.`, [["Annuler l’insertion", () => choisir(annuler)]]);
    return;
  }
  const occupant = avant.saisi ? `« ${court(avant.contenu)} »` : "une formule";
  noter(`La cellule ${lieu} contient déjà ${occupant}. La remplacer ?`, [
    ["Remplacer", () => choisir(() => inserer(formule, format, avant))],
    ["Garder", () => choisir(() => noter("La cellule reste telle quelle."))],
  ]);
}

function choisir(faire) {
  if (enCours()) return;
  retirerLesChoix();
  agir(async () => faire());
}

function court(contenu) {
  const texte = typeof contenu === "number" ? contenu.toLocaleString("fr-FR") : String(contenu);
  return texte.length > MONTRES ? `${texte.slice(0, MONTRES)}…` : texte;
}

async function annuler() {
  if (!posee) return;
  const lieu = `${posee.feuille}!${posee.cellule}`;
  const remise = await hote.remettre(posee);
  posee = null;
  etat = { ...etat, inserted: false };
  noter(
    remise
      ? `Le contenu précédent de ${lieu} est remis.`
      : `La cellule ${lieu} a changé depuis : elle reste telle quelle.`,
  );
}

async function demander(texte) {
  const question = texte.trim();
  if (!question || enCours()) return;
  retirerLesChoix();
  tours.push({ question, notes: [], suites: [], reponse: null });
  dire(bulles.question(question), "start");
  await agir(() => repondre(question), ATTENTE);
}

function exporter() {
  enregistrer(tours);
  statuer("La conversation est enregistrée dans vos téléchargements.");
}

async function copierTout() {
  const copiee = await copier(enTexte(tours));
  statuer(copiee ? "Conversation copiée." : `${hote.programme} refuse la copie : exportez la conversation.`);
}

function effacer() {
  if (enCours()) return;
  const avant = { etat, tours, posee, bulles: [...trouver("cog-fil").childNodes] };
  etat = null;
  tours = [];
  posee = null;
  trouver("cog-fil").replaceChildren(bulles.accueil(demander));
  trouver("cog-question").focus();
  if (!avant.tours.length) {
    statuer("Conversation effacée.");
    return;
  }
  const rendre = bouton("Annuler l’effacement", () => retablir(avant));
  trouver("cog-statut").replaceChildren("Conversation effacée. ", rendre);
}

function retablir(avant) {
  if (enCours()) return;
  ({ etat, tours, posee } = avant);
  trouver("cog-fil").replaceChildren(...avant.bulles);
  statuer("Conversation rétablie.");
  trouver("cog-question").focus();
}

/** Hook up the field and the tools; `ouvrirRapports` shows where annexes are chosen. */
export function preparer(ouvrirRapports) {
  choisirAnnexes = ouvrirRapports;
  const champ = trouver("cog-question");
  const envoi = () => {
    if (enCours()) return;
    const texte = champ.value;
    champ.value = "";
    demander(texte);
  };
  trouver("cog-demande").addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    envoi();
  });
  champ.addEventListener("keydown", (evenement) => {
    // Enter that ends the composition of a character is not meant for the form.
    if (evenement.key !== "Enter" || evenement.shiftKey || evenement.isComposing) return;
    evenement.preventDefault();
    envoi();
  });
  const outils = { exporter, copier: () => agir(copierTout), effacer };
  for (const outil of document.querySelectorAll("[data-outil]")) {
    outil.addEventListener("click", outils[outil.dataset.outil]);
  }
  trouver("cog-fil").replaceChildren(bulles.accueil(demander));
}

/** Put the focus where the next question is typed. */
export function entrer() {
  trouver("cog-question").focus();
}
