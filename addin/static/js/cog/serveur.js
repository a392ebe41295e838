// Requests of the pane to its own server, and what went wrong in a French sentence.

import { avecLaConvention, relireLaConvention } from "./convention.js";

const ATTENTE_SECONDES = 120;

/** A failure that can be shown as it stands. */
export class ErreurServeur extends Error {
  constructor(message, { horsLigne = false, statut = 0 } = {}) {
    super(message);
    this.name = "ErreurServeur";
    this.horsLigne = horsLigne;
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

function enPhrase(erreur) {
  const recu = erreur?.response;
  if (!recu) {
    return new ErreurServeur(
      "Le serveur de formules ne répond pas. Vérifiez qu’il est démarré et que vous êtes " +
        "connecté au réseau, puis réessayez.",
      { horsLigne: true },
    );
  }
  if (recu.status === 401 || recu.status === 403) {
    return new ErreurServeur(
      "Vous n’avez pas le droit d’utiliser ce complément, ou votre connexion a expiré. " +
        "Reconnectez-vous à Excel ou demandez l’accès à votre administrateur.",
    );
  }
  if (recu.status === 413) {
    return new ErreurServeur(
      "La demande est trop grande pour être envoyée au serveur. Supprimez les lignes et les " +
        "colonnes vides mises en forme, ou traitez les classeurs avec la commande pycog.",
    );
  }
  const detail = recu.data?.detail ?? recu.data?.error ?? recu.data;
  if (recu.status < 500 && typeof detail === "string" && detail) {
    return new ErreurServeur(detail, { statut: recu.status });
  }
  return new ErreurServeur(
    "Le serveur de formules n’a pas pu répondre à cette demande. Réessayez ; si l’erreur " +
      "revient, signalez-la à votre administrateur avec l’heure et le nom du bouton.",
  );
}

async function demander(envoi, secondes = ATTENTE_SECONDES) {
  try {
    const recu = await envoi({
      headers: await entetes(),
      timeout: secondes * 1000,
    });
    return recu.data;
  } catch (erreur) {
    throw enPhrase(erreur);
  }
}

/** Answer of the server to a question. */
export function obtenir(chemin) {
  return demander((options) => globalThis.xwRequest.get(adresse(chemin), options));
}

/** Answer of the server to what is sent to it, waited for at most `secondes`. */
export function envoyer(chemin, corps, secondes) {
  return demander(
    (options) => globalThis.xwRequest.post(adresse(chemin), corps, options),
    secondes,
  );
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
