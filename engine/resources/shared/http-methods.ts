import { choice } from "../../schema/schema.ts";

/** The methods that a route or a CORS rule of an HTTP endpoint can name; `*` stands for all of them. */
export const HTTP_METHODS = ["*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;

/** A choice of one HTTP method, or `*` for any. */
export const httpMethod = (docs: string) => choice(docs, HTTP_METHODS, { valueDocs: { "*": "Any method." } });
