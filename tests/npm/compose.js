// Composes subgraphs, given as a JSON file of {name: SDL}, into one graph; prints what is wrong, and its API's SDL.
import { readFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { parse, printSchema } from "graphql";

const subgraphs = Object.entries(JSON.parse(readFileSync(process.argv[2], "utf8")));
const services = subgraphs.map(([name, sdl]) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
const { errors, schema } = composeServices(services);
const sdl = schema ? printSchema(schema.toAPISchema().toGraphQLJSSchema()) : "";
console.log(JSON.stringify({ errors: (errors ?? []).map((error) => error.message), sdl }));
