import type { Text } from "../../template/intrinsics.ts";
import type { Finding, Path } from "../kind.ts";

const part = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const address = RegExp(`^${part}(\\.${part}){3}(/(3[0-2]|[12]?\\d))?$`);

/** Finds what is neither an IPv4 address nor a range of them, as a rule of the network needs it. */
export function checkAddresses(list: readonly Text[] | undefined, path: Path): readonly Finding[] {
	return (list ?? []).flatMap((item, index): readonly Finding[] => {
		if (typeof item !== "string" || address.test(item)) return [];
		const message = `"${item}" is neither an IPv4 address nor a range of them`;
		const hint = "write for example 203.0.113.7 or 203.0.113.0/24; the network has no IPv6";
		return [{ code: "invalid-address", message, path: [...path, index], hint }];
	});
}
