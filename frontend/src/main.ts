import { createAll, ErrorSummary, ServiceNavigation, SkipLink } from "govuk-frontend";

import { startFollowing } from "./modules/following";
import { startLiveSearch } from "./modules/live-search";
import { startSuggestions } from "./modules/suggestions";

// GOV.UK's components ask for this class. A module script runs only where they are supported.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(ErrorSummary);
createAll(ServiceNavigation);
createAll(SkipLink);

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-live-search]")) startLiveSearch(form);
for (const results of document.querySelectorAll<HTMLElement>("#search-results")) startFollowing(results);
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) startSuggestions(input);
