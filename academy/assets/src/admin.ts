// Pages of Wagtail's admin with long work (uploads on their way, jobs to follow), and the board.
import "./css/board.css";
import { startBoard } from "./board";
import { startJobs } from "./jobs";
import { startUploads } from "./upload";

startUploads();
startJobs();
startBoard();
