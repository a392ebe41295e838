// One request per recalculation instead of one per cell.
//
// The shipped client calls globalThis.xwRequest.post once per cell. This module puts a queue
// in front of that function: the calls of one recalculation leave together, as one request to
// /cog/lot, and each caller gets its own answer, in the form that it would have had alone.
// What is not a call of a custom function passes through untouched.

import { avecLaConvention } from "./cog/convention.js";
import { installerLaGarde } from "./cog/vides.js";

const APPELS_MAX = 1000;
// Excel on the web refuses a request of 5 MB; the envelope needs some room.
const OCTETS_MAX = 4_400_000;
// Excel hands over the cells of a recalculation in several turns of the event loop. The queue
// leaves when PAUSE milliseconds brought nothing new, and never later than ATTENTE_MAX after its
// first call. While a request is under way more calls are likely: then it waits the whole time.
const PAUSE = 3;
const ATTENTE_MAX = 10;
const COMMUNS = [
  "client",
  "session_id",
  "culture_info_name",
  "date_format",
  "version",
  "runtime",
];
// Statuses that say that the server knows no batches (an older release).
const ROUTE_ABSENTE = [404, 405];

// Answers of formulas that change with the day are kept for that day: Excel calls those at each
// edit of the workbook, whatever changed in it.
const GARDEES_MAX = 5000;

const codeur = new TextEncoder();

const messages = new MessageChannel();
let apresUnMessage = [];
messages.port1.onmessage = () => {
  const faire = apresUnMessage;
  apresUnMessage = [];
  faire.forEach((un) => un());
};

// A pane that is closed has its timers slowed to one a second or less; messages are not.
function plusTard(faire, ms) {
  if (!globalThis.document?.hidden) return setTimeout(faire, ms);
  const debut = performance.now();
  const attendre = () => {
    if (performance.now() - debut >= ms) faire();
    else encore();
  };
  const encore = () => {
    apresUnMessage.push(attendre);
    messages.port2.postMessage(null);
  };
  encore();
  return true;
}

const aujourdHui = () => new Date().toDateString();

/** The formulas that change with the day, as the page of the pane names them. */
function quiChangentAvecLeJour() {
  const liste = globalThis.document?.getElementById("cog-du-jour");
  return new Set(liste ? JSON.parse(liste.textContent) : []);
}

// Length in bytes of a text once encoded; nearly all texts of a call are plain ASCII.
function octets(texte) {
  return /^[\x00-\x7f]*$/.test(texte)
    ? texte.length
    : codeur.encode(texte).length;
}

function reponse(status, data, statusText) {
  return { data, status, statusText };
}

function refus(reponseHttp) {
  const error = new Error(`Request failed with status ${reponseHttp.status}`);
  error.response = reponseHttp;
  return error;
}

function enveloppe(corps, options) {
  return JSON.stringify([COMMUNS.map((nom) => corps[nom]), options?.headers]);
}

/**
 * Put a queue in front of a `post` function.
 *
 * @param post the shipped function: post(url, body, {headers, timeout}) → {data, status}.
 * @param adresses {appel, lot}: path of the single calls and path of the batches.
 * @param completer adds to the body of a request which convention the open workbook follows.
 * @returns {post, compteurs}: the function to use instead, and what it counted.
 */
export function mettreEnLots(post, adresses, completer = avecLaConvention) {
  const compteurs = { appels: 0, requetes: 0, economises: 0 };
  const files = new Map();
  let sansLots = false;
  let minuterie = null;
  let premier = 0;
  let nouveaux = false;
  let enCours = 0;

  async function partir(url, corps, options) {
    compteurs.requetes += 1;
    enCours += 1;
    try {
      return await post(url, await completer(corps), options);
    } finally {
      enCours -= 1;
    }
  }

  function posterUn(appel) {
    const { resolve, reject } = diffuser(appel);
    partir(appel.url, appel.corps, appel.options).then(resolve, reject);
  }

  function diffuser(appel) {
    return {
      resolve: (valeur) => appel.attentes.forEach((un) => un.resolve(valeur)),
      reject: (erreur) => appel.attentes.forEach((un) => un.reject(erreur)),
    };
  }

  function repartir(appels, resultats) {
    appels.forEach((appel, rang) => {
      const { resolve, reject } = diffuser(appel);
      const { status: statut, data: donnees } = resultats[rang];
      if (statut >= 200 && statut < 300) {
        resolve(reponse(statut, donnees, "OK"));
      } else {
        reject(refus(reponse(statut, donnees, "")));
      }
    });
  }

  function corpsDuLot(appels) {
    const shared = {};
    for (const nom of COMMUNS) shared[nom] = appels[0].corps[nom];
    return {
      shared,
      calls: appels.map(({ corps }) => ({
        func_name: corps.func_name,
        args: corps.args,
        caller_address: corps.caller_address,
      })),
    };
  }

  async function poster(appels) {
    if (sansLots || appels.length === 1) {
      appels.forEach(posterUn);
      return;
    }
    const { url, options } = appels[0];
    let resultats;
    try {
      const recu = await partir(
        url.replace(adresses.appel, adresses.lot),
        corpsDuLot(appels),
        options,
      );
      resultats = recu.data?.results;
    } catch (erreur) {
      echouer(appels, erreur);
      return;
    }
    if (!Array.isArray(resultats) || resultats.length !== appels.length) {
      const illisible = reponse(
        400,
        "Le serveur a donné une réponse illisible. Prévenez votre administrateur.",
        "",
      );
      appels.forEach((appel) => diffuser(appel).reject(refus(illisible)));
      return;
    }
    repartir(appels, resultats);
  }

  function echouer(appels, erreur) {
    const statut = erreur.response?.status;
    if (ROUTE_ABSENTE.includes(statut)) {
      sansLots = true;
      appels.forEach(posterUn);
    } else if (statut === 413) {
      const moitie = Math.ceil(appels.length / 2);
      poster(appels.slice(0, moitie));
      poster(appels.slice(moitie));
    } else {
      appels.forEach((appel) => diffuser(appel).reject(erreur));
    }
  }

  function envoyer(file) {
    const appels = [...file.appels.values()];
    file.appels = new Map();
    file.taille = 0;
    if (appels.length) poster(appels);
  }

  function vider() {
    const attendu = performance.now() - premier;
    if (nouveaux && attendu < ATTENTE_MAX - PAUSE) {
      nouveaux = false;
      minuterie = plusTard(vider, PAUSE);
      return;
    }
    minuterie = null;
    for (const [cle, file] of [...files]) {
      files.delete(cle);
      envoyer(file);
    }
  }

  function programmer() {
    nouveaux = minuterie !== null;
    if (minuterie === null) {
      premier = performance.now();
      minuterie = plusTard(vider, enCours ? ATTENTE_MAX - 1 : PAUSE);
    }
  }

  function ajouter(url, corps, options) {
    compteurs.appels += 1;
    const cleFile = enveloppe(corps, options);
    if (!files.has(cleFile)) files.set(cleFile, { appels: new Map(), taille: 0 });
    const file = files.get(cleFile);
    const cle = JSON.stringify([corps.func_name, corps.args]);
    return new Promise((resolve, reject) => {
      programmer();
      const egal = file.appels.get(cle);
      if (egal) {
        compteurs.economises += 1;
        egal.attentes.push({ resolve, reject });
        return;
      }
      const taille = octets(cle) + octets(corps.caller_address ?? "") + 64;
      if (file.taille + taille > OCTETS_MAX) envoyer(file);
      file.appels.set(cle, {
        url,
        corps,
        options,
        attentes: [{ resolve, reject }],
      });
      file.taille += taille;
      if (file.appels.size >= APPELS_MAX) envoyer(file);
    });
  }

  const duJour = quiChangentAvecLeJour();
  const gardees = new Map();

  async function garder(url, corps, options) {
    // A name that says another convention gives other answers.
    const { workbook_convention: suivie } = await completer({});
    const cle = JSON.stringify([corps.func_name, corps.args, aujourdHui(), suivie, options?.headers]);
    if (gardees.has(cle)) {
      compteurs.appels += 1;
      compteurs.economises += 1;
      return await gardees.get(cle);
    }
    if (gardees.size >= GARDEES_MAX) gardees.clear();
    const attendue = ajouter(url, corps, options);
    gardees.set(cle, attendue);
    // A refusal is asked for again: the server may be back.
    attendue.catch(() => gardees.delete(cle));
    return await attendue;
  }

  return {
    compteurs,
    oublier: () => gardees.clear(),
    post(url, corps, options) {
      const estUnAppel =
        typeof url === "string" &&
        url.endsWith(adresses.appel) &&
        corps?.func_name !== undefined;
      if (!estUnAppel) return post(url, corps, options);
      if (sansLots) {
        compteurs.appels += 1;
        return partir(url, corps, options);
      }
      if (duJour.has(corps.func_name)) return garder(url, corps, options);
      return ajouter(url, corps, options);
    },
  };
}

/**
 * Install the queue on `globalThis.xwRequest`, now or as soon as the shipped client sets it.
 *
 * @returns what was counted so far, at any time.
 */
export function installer(chemin, global = globalThis) {
  const adresses = {
    appel: `${chemin}/xlwings/custom-functions-call`,
    lot: `${chemin}/cog/lot`,
  };
  let courant;
  let lots = null;
  const envelopper = (requete) => {
    lots = mettreEnLots(requete.post.bind(requete), adresses);
    global.cogOublier = lots.oublier;
    courant = { ...requete, post: lots.post };
  };
  if (global.xwRequest) envelopper(global.xwRequest);
  Object.defineProperty(global, "xwRequest", {
    configurable: true,
    enumerable: true,
    get: () => courant,
    set: envelopper,
  });
  return () => ({ ...(lots?.compteurs ?? { appels: 0, requetes: 0, economises: 0 }) });
}

if (globalThis.config) {
  globalThis.cogCompteurs = installer(globalThis.config.appPath);
  installerLaGarde();
}
