// Pages of Wagtail's admin that show long work.
import { startJobs } from "./jobs";

startJobs();
