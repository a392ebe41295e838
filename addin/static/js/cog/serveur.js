// Requests of the pane to its own server, and what went wrong in a French sentence.

import { avecLaConvention, relireLaConvention } from "./convention.js";
import { mots } from "./mots.js";
import { signal } from "./travail.js";

const ATTENTE_SECONDES = 120;
// What a proxy answers in the place of a server that is down.
const ABSENT = [502, 503, 504];

/** A failure that can be shown as it stands. */
export class ErreurServeur extends Error {
  constructor(message, { titre = "", horsLigne = false, annulee = false, statut = 0 } = {}) {
    super(message);
    this.name = "ErreurServeur";
    this.titre = titre;
    this.horsLigne = horsLigne;
    this.annulee = annulee;
    this.statut = statut;
  }
}

/** Full address of a path of the server. */
export function adresse(chemin) {
  return `${window.location.origin}${globalThis.config.appPath}${chemin}`;
}

async function entetes() {
  const { token, provider } =
    typeof globalThis.getAuth === "function"
      ? await globalThis.getAuth()
      : { token: "", provider: "" };
  return {
    "Content-Type": "application/json",
    Authorization: token,
    "Auth-Provider": provider,
  };
}

function injoignable() {
  if (globalThis.navigator?.onLine === false) {
    return new ErreurServeur(
      "Votre poste n’est plus relié au réseau. Rétablissez la connexion, puis réessayez." +
        mots.gardees,
      { titre: "Pas de réseau", horsLigne: true },
    );
  }
  return new ErreurServeur(
    "Le serveur de formules ne répond pas. Réessayez dans une minute ; s’il ne répond toujours " +
      `pas, prévenez votre administrateur.${mots.gardees}`,
    { titre: "Serveur injoignable", horsLigne: true },
  );
}

function tropLong(secondes) {
  return new ErreurServeur(
    `Le serveur de formules n’a pas répondu en ${secondes} secondes. Réessayez ; si cela se ` +
      "répète, travaillez sur une feuille plus petite ou prévenez votre administrateur.",
    { titre: "Réponse trop longue" },
  );
}

function abandonnee() {
  return new ErreurServeur("Rien n’a été changé. Vous pouvez recommencer.", {
    titre: "Action annulée",
    annulee: true,
  });
}

// By status: what the officer can do about it.
const REFUS = {
  401: () => ({
    titre: "Connexion expirée",
    message: `Le serveur ne reconnaît pas votre session. ${mots.reconnexion}`,
  }),
  403: () => ({
    titre: "Accès refusé",
    message:
      "Votre compte n’a pas le rôle que ce serveur demande. Demandez l’accès à votre " +
      "administrateur en lui donnant le nom de votre compte.",
  }),
  404: () => ({
    titre: "Demande inconnue",
    message:
      `Le serveur ne connaît pas cette demande : ${mots.endroit} et le serveur ne sont pas de la ` +
      `même version. ${mots.rouvrir} ; si cela reste, prévenez votre administrateur.`,
  }),
  413: () => ({
    titre: "Demande trop grande",
    message:
      "Le classeur ou la feuille dépasse 20 Mo. Supprimez les lignes et les colonnes vides mises " +
      "en forme et les images, ou partagez le classeur en deux, puis réessayez.",
  }),
};

function dit(donnees) {
  const detail = donnees?.detail ?? donnees?.error ?? donnees;
  return typeof detail === "string" ? detail : "";
}

function enErreur({ status: statut, data: donnees }) {
  if (ABSENT.includes(statut)) return injoignable();
  const texte = dit(donnees);
  const refus = REFUS[statut]?.();
  if (refus) return new ErreurServeur(refus.message, { titre: refus.titre, statut });
  if (texte && (statut < 500 || /référence [0-9A-F]{8}/.test(texte))) {
    return new ErreurServeur(texte, { statut });
  }
  return new ErreurServeur(
    "Le serveur de formules n’a pas pu répondre à cette demande. Réessayez ; si l’erreur " +
      "revient, signalez-la à votre administrateur avec l’heure et le nom du bouton.",
    { statut },
  );
}

function lu(requete) {
  const type = requete.getResponseHeader("Content-Type") ?? "";
  if (!type.includes("application/json")) return requete.responseText;
  try {
    return JSON.parse(requete.responseText);
  } catch {
    return requete.responseText;
  }
}

// Not fetch: Excel for Mac ends one after a minute, whatever is asked for.
async function demander(methode, chemin, corps, secondes = ATTENTE_SECONDES) {
  const arret = signal();
  if (arret?.aborted) throw abandonnee();
  const noms = await entetes();
  // Given up while the sign-on was asked for: what tells of it has been and gone.
  if (arret?.aborted) throw abandonnee();
  return await new Promise((suite, echec) => {
    const requete = new XMLHttpRequest();
    requete.open(methode, adresse(chemin));
    for (const [nom, valeur] of Object.entries(noms)) requete.setRequestHeader(nom, valeur ?? "");
    requete.timeout = secondes * 1000;
    requete.onload = () => {
      const recu = { status: requete.status, data: lu(requete) };
      if (recu.status >= 200 && recu.status < 300) suite(recu.data);
      else echec(enErreur(recu));
    };
    requete.onerror = () => echec(injoignable());
    requete.ontimeout = () => echec(tropLong(secondes));
    requete.onabort = () => echec(abandonnee());
    arret?.addEventListener("abort", () => requete.abort(), { once: true });
    requete.send(corps === undefined ? null : JSON.stringify(corps));
  });
}

/** Answer of the server to a question. */
export function obtenir(chemin) {
  return demander("GET", chemin);
}

/** Answer of the server to what is sent to it, waited for at most `secondes`. */
export function envoyer(chemin, corps, secondes) {
  return demander("POST", chemin, corps, secondes);
}

/** The same, with the convention that the open workbook follows. */
export async function envoyerAvecLaConvention(chemin, corps, secondes) {
  relireLaConvention();
  return await envoyer(chemin, await avecLaConvention(corps), secondes);
}

/**
 * Run a custom script of the server on the open workbook and apply what it asks for.
 *
 * Only the names of the sheets and their extent are sent: no script of ours reads values.
 */
export async function executerScript(nom, args) {
  await Excel.run(async (context) => {
    const classeur = await globalThis.xlwings.getBookData({ lazy: true }, context);
    const actions = await envoyer(`/xlwings/custom-scripts-call/${nom}`, {
      ...classeur,
      args,
    });
    await globalThis.xlwings.runActions(actions, context);
  });
}
