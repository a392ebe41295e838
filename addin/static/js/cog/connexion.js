// Sign-on of the page. Excel signs its user on by itself; a browser is sent to Entra ID, which
// sends it back with a code that is exchanged for a token (OAuth 2.0, authorization code with
// PKCE). The token stays in this page; only what the way back needs is kept, until it is back.

import { ErreurServeur } from "./serveur.js";

const GARDE = "cog-connexion";
// A token is renewed this long before it ends.
const MARGE_MS = 60_000;

let jeton = null;
let expire = 0;

function enBase64(octets) {
  return btoa(String.fromCharCode(...octets)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function hasard() {
  return enBase64(crypto.getRandomValues(new Uint8Array(32)));
}

async function empreinte(texte) {
  return enBase64(
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(texte))),
  );
}

const retour = () => `${window.location.origin}${window.location.pathname}`;

function refusee(message) {
  return new ErreurServeur(message, { titre: "Connexion impossible", statut: 401 });
}

async function partir({ client, locataire }) {
  const [verificateur, etat] = [hasard(), hasard()];
  sessionStorage.setItem(GARDE, JSON.stringify({ verificateur, etat }));
  const question = new URLSearchParams({
    client_id: client,
    response_type: "code",
    redirect_uri: retour(),
    scope: portee(client),
    state: etat,
    code_challenge: await empreinte(verificateur),
    code_challenge_method: "S256",
  });
  window.location.assign(`${entra(locataire)}/authorize?${question}`);
  // The page is being left: what waits for a token waits no longer.
  await new Promise(() => {});
}

const entra = (locataire) => `https://login.microsoftonline.com/${locataire}/oauth2/v2.0`;
const portee = (client) => `api://${window.location.host}${globalThis.config.appPath}/${client}/.default`;

async function echanger({ client, locataire }) {
  const question = new URLSearchParams(window.location.search);
  const garde = JSON.parse(sessionStorage.getItem(GARDE) ?? "null");
  sessionStorage.removeItem(GARDE);
  history.replaceState(null, "", retour());
  if (question.get("error")) {
    throw refusee(
      "La connexion a été refusée. Demandez l’accès à votre administrateur, puis rechargez la page.",
    );
  }
  // Only the answer to our own request counts.
  if (!garde || garde.etat !== question.get("state")) return false;
  const recu = await fetch(`${entra(locataire)}/token`, {
    method: "POST",
    body: new URLSearchParams({
      client_id: client,
      grant_type: "authorization_code",
      code: question.get("code"),
      redirect_uri: retour(),
      code_verifier: garde.verificateur,
      scope: portee(client),
    }),
  });
  if (!recu.ok) throw refusee("La connexion n’a pas abouti. Rechargez la page et recommencez.");
  const { access_token: donne, expires_in: secondes } = await recu.json();
  jeton = donne;
  expire = Date.now() + secondes * 1000;
  return true;
}

async function connecte(reglages) {
  if (jeton && Date.now() < expire - MARGE_MS) return jeton;
  const revient = new URLSearchParams(window.location.search).has("state");
  if (!(revient && (await echanger(reglages)))) await partir(reglages);
  return jeton;
}

/** Have requests of the page carry a token, where the server asks for one of Entra ID. */
export function preparerLaConnexion() {
  if (!globalThis.config.authProviders?.includes("entraid")) return;
  const reglages = JSON.parse(document.getElementById("connexion").textContent);
  let attendu = null;
  globalThis.getAuth = async () => {
    // Requests that start together wait for one sign-on.
    attendu ??= connecte(reglages).finally(() => {
      attendu = null;
    });
    return { token: await attendu, provider: "entraid" };
  };
}
