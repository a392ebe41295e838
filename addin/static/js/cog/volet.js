// The pane: one action at a time, one state at a time.

import * as affichage from "./affichage.js";
import { bouton, element } from "./affichage.js";
import * as annexe from "./annexe.js";
import * as bordereau from "./bordereau.js";
import { controler } from "./controle.js";
import { parametreDeLaConvention, relireLaConvention } from "./convention.js";
import * as conversation from "./conversation.js";
import { examiner } from "./equiper.js";
import {
  attendre,
  essayer,
  essayerSansQuitter,
  montrer,
  resume,
  terminer,
  viserLeResultat,
} from "./etat.js";
import { annoncer, suivreLaVisibilite, voletOuvert } from "./fenetre.js";
import { remise } from "./fichiers.js";
import { hote } from "./hote.js";
import * as rapports from "./rapports.js";
import * as scenarios from "./scenarios.js";
import { adresse, envoyerAvecLaConvention, obtenir } from "./serveur.js";
import { suivreLeTheme } from "./theme.js";
import { enCours, preparerLArret } from "./travail.js";
import { zerosVerifies } from "./vides.js";

// What was asked for before; a workbook that answers a doubt itself is known by its first survey.
async function demanderEquipement({ convention, answers, columns, repondus } = {}) {
  attendre("Lecture du classeur en cours…");
  const fichier = await hote.fichierOuvert();
  const recu = await examiner(fichier, { convention, answers, columns });
  if (recu.conventions) {
    demanderLaConvention(recu);
    return;
  }
  const connus = repondus ?? new Set(recu.doubts.filter((un) => un.answered).map(designation));
  const suite = (choix) => ({ convention, ...choix, repondus: connus });
  terminer(
    "formulaire",
    annexe.examen(recu, (doute) => connus.has(designation(doute)), {
      // The answers ticked so far stay in the pane whether or not the cell can be shown.
      choisir: (feuille, cellule) => essayerSansQuitter(hote.choisir, feuille, cellule),
      actualiser: (choix) => essayer(demanderEquipement, suite(choix)),
      equiper: (choix) => essayer(equiperLeClasseur, { convention, ...choix }),
      retirer: () => essayer(retirerDuClasseur),
    }),
  );
}

function demanderLaConvention(recu) {
  const suivre = (id) => essayer(demanderEquipement, { convention: id });
  terminer("choix", annexe.conventions(recu, suivre));
}

function designation({ sheet: feuille, cell: cellule, about: objet }) {
  return JSON.stringify([feuille, cellule, objet]);
}

async function equiperLeClasseur(demande) {
  attendre("Équipement du classeur en cours…");
  const recu = await hote.equiper(demande);
  // The workbook may have changed since the survey: then it is asked again.
  if (recu.conventions) {
    demanderLaConvention(recu);
    return;
  }
  terminer(
    "resultat",
    recu.content
      ? annexe.copie(recu, remettre(recu))
      : annexe.fait(recu, () => essayer(retirerDuClasseur)),
  );
}

// What hands a copy out, and goes on with it where that is possible.
function remettre(recu) {
  const continuer = hote.reprendre && (() => essayer(reprendre, recu));
  return [
    remise(recu, ouvertParExcel()),
    continuer
      ? element("p", { class: "cog-choix" }, bouton("Continuer avec cette copie", continuer))
      : undefined,
  ].filter((noeud) => noeud !== undefined);
}

// What opens a workbook beside the open one, where Excel can.
function ouvertParExcel() {
  return hote.ouvrirClasseur && ((contenu) => essayer(hote.ouvrirClasseur, contenu));
}

async function reprendre(recu) {
  await hote.reprendre(recu);
  terminer(
    "resultat",
    affichage.resultat(
      "Copie ouverte",
      `Vous travaillez maintenant sur « ${recu.name} ». Enregistrez-la aussi : elle n’est que dans cette page.`,
    ).concat(remise(recu)),
  );
}

async function retirerDuClasseur() {
  attendre("Retrait en cours…");
  const recu = await hote.retirer();
  terminer("resultat", recu.content ? annexe.rendu(recu, remettre(recu)) : annexe.retire(recu));
}

async function expliquer() {
  attendre("Lecture de la cellule en cours…");
  const selection = await hote.lireSelection();
  const explication = await envoyerAvecLaConvention("/cog/expliquer", selection);
  terminer("explication", affichage.explication(explication));
}

async function recalculerLeFichier() {
  attendre("Recalcul en cours…");
  const recu = await hote.recalculerLeFichier();
  // A copy that differs in nothing is none to be kept.
  const copie = recu.changed ? remettre(recu) : [];
  terminer("resultat", [...affichage.resultat(recu.title, ...recu.sentences), ...copie]);
}

async function demanderPortee() {
  if (hote.recalculerLeFichier) {
    await recalculerLeFichier();
    return;
  }
  terminer(
    "choix",
    affichage.portees((portee) => essayer(recalculer, portee)),
  );
}

const nombre = (valeur) => valeur.toLocaleString("fr-FR");

// What an officer has to know of a recalculation besides its number of formulas.
function suitesDuRecalcul({ renommees, enCours, erreurs }, vides) {
  const phrases = [];
  if (renommees) {
    phrases.push(
      renommees > 1
        ? `Dont ${nombre(renommees)} rattachées au complément : Excel ne les reconnaissait pas.`
        : "Dont 1 rattachée au complément : Excel ne la reconnaissait pas.",
    );
  }
  if (enCours) {
    phrases.push(
      `${nombre(enCours)} sans valeur après une minute. Attendez, ou vérifiez que le serveur répond.`,
    );
  }
  if (erreurs.length) {
    const [{ feuille, cellule }] = erreurs;
    phrases.push(
      erreurs.length > 1
        ? `${nombre(erreurs.length)} donnent une erreur, à commencer par ${feuille}!${cellule}.`
        : `1 donne une erreur : ${feuille}!${cellule}.`,
    );
  }
  if (vides > 0) {
    const s = vides > 1 ? "s" : "";
    phrases.push(
      `Votre version d’Excel transmet les cellules vides comme des zéros : ${nombre(vides)} ` +
        `relue${s} et traitée${s} comme vide${s}.`,
    );
  }
  return phrases;
}

async function recalculer(portee = "classeur") {
  attendre("Recalcul en cours…");
  const avant = zerosVerifies();
  const fait = await hote.recalculer(portee);
  const { formules } = fait;
  const lieu = portee === "feuille" ? "cette feuille" : "ce classeur";
  if (!formules) {
    terminer("resultat", affichage.resultat("Rien à recalculer", `Aucune formule COG_ dans ${lieu}.`));
    return;
  }
  const s = formules > 1 ? "s" : "";
  const phrases = [`${nombre(formules)} formule${s} COG_ relancée${s} dans ${lieu}.`];
  phrases.push(...suitesDuRecalcul(fait, zerosVerifies().vides - avant.vides));
  const titre = fait.enCours ? "Recalcul en cours" : "Recalcul terminé";
  terminer("resultat", affichage.resultat(titre, ...phrases));
}

async function demanderAnnexe() {
  attendre("Lecture des annexes en cours…");
  relireLaConvention();
  const suivie = await parametreDeLaConvention();
  const conventions = await obtenir(`/cog/annexes?${suivie}`);
  const feuillesDe = (annexe) =>
    obtenir(`/cog/annexes/feuilles?annexe=${encodeURIComponent(annexe)}&${suivie}`);
  const { contenu: noeuds, charger, premiere } = affichage.formulaireAnnexe(conventions, {
    feuillesDe,
    inserer: (annexe, feuille) => essayer(insererAnnexe, annexe, feuille),
  });
  await charger(premiere);
  terminer("formulaire", noeuds);
}

async function insererAnnexe(annexe, feuille) {
  attendre(`Insertion de « ${feuille} » en cours…`);
  const { noms, nommee } = await hote.inserer(annexe, feuille);
  terminer(
    "resultat",
    affichage.resultat(
      "Annexe insérée",
      `Feuille${noms.length > 1 ? "s ajoutées" : " ajoutée"} : ${noms.join(", ")}.`,
      ...(nommee
        ? ["Le nom COG_CONVENTION ajouté au classeur dit quelle convention ses formules suivent."]
        : []),
    ),
  );
}

function aujourdHui() {
  const [jour, mois, annee] = new Date().toLocaleDateString("fr-FR").split("/");
  return `${jour}-${mois}-${annee}`;
}

async function figer() {
  attendre("Copie de la feuille en cours…");
  const nom = await hote.figer(aujourdHui());
  terminer(
    "resultat",
    affichage.resultat(
      "Feuille figée",
      `La feuille « ${nom} » contient les valeurs sans les formules. Vous pouvez la déplacer ` +
        "dans un autre classeur pour l’envoyer.",
    ),
  );
}

async function demanderRapport() {
  attendre("Lecture des rapports en cours…");
  terminer("formulaire", await rapports.formulaire((commande) => essayer(etablir, commande)));
}

async function etablir(commande) {
  attendre("Établissement du rapport en cours… Comptez quelques secondes par annexe.");
  try {
    const recu = await rapports.etablir(commande);
    terminer("resultat", rapports.fait(recu, ouvertParExcel()));
  } catch (erreur) {
    if (!rapports.aRecalculer(erreur)) throw erreur;
    montrer(
      "choix",
      rapports.perimes(erreur.message, {
        recalculer: () => essayer(etablir, { ...commande, refresh: true }),
        revenir: () => essayer(demanderRapport),
      }),
    );
  }
}

async function aide() {
  const page = adresse("/aide");
  const { context } = globalThis.Office ?? {};
  if (context?.requirements.isSetSupported("OpenBrowserWindowApi", "1.1")) {
    context.ui.openBrowserWindow(page);
  } else {
    window.open(page, "_blank", "noopener");
  }
}

async function assistant() {
  montrer("conversation", []);
  conversation.entrer();
}

const ACTIONS = {
  assistant,
  controler,
  expliquer,
  recalculer: demanderPortee,
  inserer: demanderAnnexe,
  equiper: () => demanderEquipement(),
  sceller: () => bordereau.demander(remettre),
  verifier: bordereau.verifier,
  scenarios: () => scenarios.demander(ouvertParExcel()),
  figer,
  bilan: demanderRapport,
  aide,
};

// Which action the pane shows the outcome of.
function marquer(nom) {
  for (const bouton of document.querySelectorAll("[data-action]")) {
    if (bouton.dataset.action === nom) bouton.setAttribute("aria-current", "true");
    else bouton.removeAttribute("aria-current");
  }
}

/** Take away what is shown of another workbook; a conversation stays. */
export function oublier() {
  if (document.getElementById("cog-contenu").dataset.etat === "conversation") return;
  marquer("");
  montrer("vide", affichage.vide());
}

/** Run an action of the pane. */
export async function executer(nom, ...args) {
  if (enCours()) return;
  if (nom !== "aide") marquer(nom);
  await essayer(nom === "recalculer" && args.length ? recalculer : ACTIONS[nom], ...args);
}

/** The same from the ribbon: the focus then goes to what came of it. */
export async function executerDuRuban(nom, ...args) {
  await executer(nom, ...args);
  if (nom !== "assistant") viserLeResultat();
}

/** The same where the pane may be closed: what came of it is then said in a window of its own. */
export async function executerSansVolet(nom, ...args) {
  await executer(nom, ...args);
  if (voletOuvert()) {
    viserLeResultat();
    return;
  }
  const { titre, texte } = resume();
  await annoncer(titre, texte);
}

async function verifierServeur() {
  await obtenir("/sante");
  montrer("vide", affichage.vide());
}

/** Hook up the buttons and show the first state. */
export async function ouvrir() {
  suivreLeTheme();
  suivreLaVisibilite();
  preparerLArret();
  for (const bouton of document.querySelectorAll("[data-action]")) {
    bouton.addEventListener("click", () => executer(bouton.dataset.action));
  }
  conversation.preparer(() => executer("bilan"));
  await essayer(verifierServeur);
}
