import { Resolver } from "node:dns/promises";
import { codeOf } from "./file-failure.ts";

/** What the DNS says of a name that nobody has registered, or that has no name servers of its own. */
const absent = new Set(["ENOTFOUND", "ENODATA"]);

/**
 * The name servers that the DNS knows for a domain, in lower case and without final dots; none where it knows none.
 * `undefined` where nobody can be asked, as without a network.
 */
export async function nameServersOf(
	domain: string,
	resolver: Pick<Resolver, "resolveNs"> = new Resolver({ timeout: 2_000, tries: 2 }),
): Promise<readonly string[] | undefined> {
	try {
		const found = await resolver.resolveNs(domain);
		return found.map((name) => name.replace(/\.$/, "").toLowerCase());
	} catch (error) {
		return absent.has(codeOf(error) ?? "") ? [] : undefined;
	}
}
