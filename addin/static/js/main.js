// Entry of the pane, loaded by the page of xlwings Server after its own scripts.

import { cogPoserFeuilles } from "./cog/feuilles.js";
import { executer, executerDuRuban, executerSansVolet, ouvrir } from "./cog/volet.js";

globalThis.xlwings.registerCallback(cogPoserFeuilles);
// The ribbon is a classic script and reaches the pane through this name.
globalThis.cog = { executer, executerDuRuban, executerSansVolet };

ouvrir();
