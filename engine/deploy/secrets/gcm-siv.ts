import { createCipheriv } from "node:crypto";

/**
 * AES-128-GCM-SIV, encryption only: https://www.rfc-editor.org/rfc/rfc8452. Node's OpenSSL has it from version 3.2 on,
 * which older Nodes do not come with. Written for keys of some dozen bytes, and neither fast nor in constant time: the
 * machine that runs it knows the secret anyway.
 */
const BLOCK = 16;

function encryptBlocks(key: Uint8Array, blocks: Uint8Array): Buffer {
	const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
	cipher.setAutoPadding(false);
	return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

const fromLittleEndian = (bytes: Uint8Array): bigint =>
	BigInt(`0x${Buffer.from(bytes).reverse().toString("hex") || "0"}`);

const toLittleEndian = (value: bigint): Buffer =>
	Buffer.from(value.toString(16).padStart(BLOCK * 2, "0"), "hex").reverse();

/** x^128 + x^127 + x^126 + x^121 + 1, without its highest term. */
const POLYNOMIAL = (1n << 127n) | (1n << 126n) | (1n << 121n) | 1n;

/** Product of two elements and x^-128, in the field of POLYVAL. */
function dot(one: bigint, other: bigint): bigint {
	let result = 0n;
	for (let bit = 0n; bit < 128n; bit++) {
		if ((other >> bit) & 1n) result ^= one;
		// Divides by x: the polynomial is added where its term without x would be cut off.
		result = result & 1n ? (result ^ POLYNOMIAL ^ (1n << 128n)) >> 1n : result >> 1n;
	}
	return result;
}

function padded(bytes: Uint8Array): Buffer {
	return Buffer.concat([bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)]);
}

function polyval(key: Uint8Array, blocks: Uint8Array): Buffer {
	const factor = fromLittleEndian(key);
	let sum = 0n;
	for (let at = 0; at < blocks.length; at += BLOCK)
		sum = dot(sum ^ fromLittleEndian(blocks.subarray(at, at + BLOCK)), factor);
	return toLittleEndian(sum);
}

/** The keys for one nonce: that of POLYVAL, and that of the encryption. */
function deriveKeys(key: Uint8Array, nonce: Uint8Array) {
	const half = (counter: number): Buffer => {
		const block = Buffer.alloc(BLOCK);
		block.writeUInt32LE(counter);
		block.set(nonce, 4);
		return encryptBlocks(key, block).subarray(0, BLOCK / 2);
	};
	return {
		authentication: Buffer.concat([half(0), half(1)]),
		encryption: Buffer.concat([half(2), half(3)]),
	};
}

/** XORs with the key stream that begins at `start`, whose first four bytes count the blocks. */
function withStream(key: Uint8Array, start: Uint8Array, text: Uint8Array): Buffer {
	const counters = Buffer.alloc(Math.ceil(text.length / BLOCK) * BLOCK);
	for (let at = 0; at < counters.length; at += BLOCK) {
		counters.set(start, at);
		counters.writeUInt32LE((counters.readUInt32LE(at) + at / BLOCK) >>> 0, at);
	}
	const stream = encryptBlocks(key, counters);
	return Buffer.from(text.map((byte, index) => byte ^ (stream[index] ?? 0)));
}

/** `text` encrypted, with its tag behind it. `key` and `nonce` have 16 and 12 bytes. */
export function sealGcmSiv(key: Uint8Array, nonce: Uint8Array, text: Uint8Array, data: Uint8Array): Buffer {
	const { authentication, encryption } = deriveKeys(key, nonce);
	const lengths = Buffer.alloc(BLOCK);
	lengths.writeBigUInt64LE(BigInt(data.length) * 8n);
	lengths.writeBigUInt64LE(BigInt(text.length) * 8n, 8);
	const sum = polyval(authentication, Buffer.concat([padded(data), padded(text), lengths]));
	for (const [index, byte] of nonce.entries()) sum.writeUInt8(sum.readUInt8(index) ^ byte, index);
	sum.writeUInt8(sum.readUInt8(BLOCK - 1) & 0x7f, BLOCK - 1);
	const tag = encryptBlocks(encryption, sum);
	const start = Buffer.from(tag);
	start.writeUInt8(start.readUInt8(BLOCK - 1) | 0x80, BLOCK - 1);
	return Buffer.concat([withStream(encryption, start, text), tag]);
}
