// Pages of Wagtail's admin with long work: uploads on their way, jobs to follow.
import { startJobs } from "./jobs";
import { startUploads } from "./upload";

startUploads();
startJobs();
