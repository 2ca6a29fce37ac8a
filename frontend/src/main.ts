import { createAll, ErrorSummary, ServiceNavigation, SkipLink } from "govuk-frontend";

import { startClickTracking } from "./modules/click-tracking";
import { startCountryFilter } from "./modules/country-filter";
import { startFeedback } from "./modules/feedback";
import { keepFiltersTrue } from "./modules/list-filters";
import { startLiveSearch } from "./modules/live-search";
import { startPrintButton } from "./modules/print-button";
import { startSharing } from "./modules/share";
import { startSuggestions } from "./modules/suggestions";

// GOV.UK's components require these classes. A module script runs only in browsers that support them.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

createAll(ErrorSummary);
createAll(ServiceNavigation);
createAll(SkipLink);

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-live-search]")) startLiveSearch(form);
for (const results of document.querySelectorAll<HTMLElement>("#search-results")) startClickTracking(results);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-country-filter]")) startCountryFilter(form);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-filters]")) keepFiltersTrue(form);
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print-page]")) startPrintButton(button);
for (const input of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) startSuggestions(input);
for (const section of document.querySelectorAll<HTMLElement>("[data-share]")) startSharing(section);
for (const section of document.querySelectorAll<HTMLElement>("[data-feedback]")) startFeedback(section);
