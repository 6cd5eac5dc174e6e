// The start of the workbench in a window.
import { mount } from "svelte";

import "./style/fonts.css";
import "./style/tokens.css";
import "./style/dyes.css";
import "./style/base.css";
import "./style/parts.css";
import "./style/frame.css";
import "./style/figures.css";

import App from "./App.svelte";
import { talkReady } from "./lib/fonts";
import { startLook } from "./lib/look.svelte";
import { startLanguage } from "./lib/words/index.svelte";

startLanguage();
startLook();
void talkReady();
mount(App, { target: document.body });
