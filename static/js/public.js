/* The scripts of the public pages: each looks for its part in the page, and does nothing where there is none. Served as one
   file (`reformtracker/web/packaging.py`). */
import "./settle.js";
import "./fold.js";
import "./filter.js";
import "./copy.js";
import "./charts.js";
