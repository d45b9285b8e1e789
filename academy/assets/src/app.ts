import "./css/app.css";
import { startAutosave } from "./autosave";
import { startCountdowns } from "./countdown";
import { startJobs } from "./jobs";
import { startLeaveWarning } from "./leave";
import { startNetworkBanner } from "./network";
import { startSignIn } from "./sign-in";
import { startWatch } from "./watch";

startLeaveWarning();
startNetworkBanner();
startAutosave();
startCountdowns();
startJobs();
startSignIn();
startWatch();
document.querySelector<HTMLElement>("[data-focus-first]")?.focus();
