// Prints what graphql-http's audits of GraphQL over HTTP say about the server whose address is given.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const summary = results.map(({ id, name, status, reason }) => ({ id, name, status, reason }));
console.log(JSON.stringify(summary));
