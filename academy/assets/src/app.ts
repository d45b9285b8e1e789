import "./css/app.css";
import { startAutosave } from "./autosave";
import { startCountdowns } from "./countdown";
import { startJobs } from "./jobs";
import { startLeaveWarning } from "./leave";
import { startNetworkBanner } from "./network";

startLeaveWarning();
startNetworkBanner();
startAutosave();
startCountdowns();
startJobs();
document.querySelector<HTMLElement>("[data-focus-first]")?.focus();
