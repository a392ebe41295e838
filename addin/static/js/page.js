// Entry of the page for those who have no add-in: a dropped file in the place of the open workbook.

import "./config.js";
import { preparerLaConnexion } from "./cog/connexion.js";
import { lireLaConventionPar } from "./cog/convention.js";
import * as depose from "./cog/depose.js";
import { essayerSansQuitter } from "./cog/etat.js";
import { travaillerSur } from "./cog/hote.js";
import { parlerAutrement } from "./cog/mots.js";
import { oublier, ouvrir } from "./cog/volet.js";

preparerLaConnexion();
travaillerSur(depose.hote);
parlerAutrement(depose.mots);
lireLaConventionPar(depose.convention);
depose.preparer(essayerSansQuitter, oublier);
ouvrir();
