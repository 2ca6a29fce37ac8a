// Prints what changed between two SDLs, as graphql-inspector sees it: [{path, level, message}]. Descriptions are no change.
import { readFileSync } from "node:fs";
import { DiffRule, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const [before, after] = process.argv.slice(2).map((file) => buildSchema(readFileSync(file, "utf8")));
const changes = await diff(before, after, [DiffRule.ignoreDescriptionChanges, DiffRule.simplifyChanges]);
console.log(JSON.stringify(changes.map(({ path, criticality, message }) => ({ path, level: criticality.level, message }))));
