const KINDS = {"PBKDF2/SHA-256": "SHA-256"};

function bytesOf(hex) {
    return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function hexOf(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Finds the number that a challenge of ALTCHA (version 2) asks for, one try at a time,
 * so that the page stays usable meanwhile.
 *
 * @param {Object} challenge as the server made it
 * @returns {Promise<String>} what the server wants to see; nothing if the browser
 *     does not compute for pages that came without encryption
 */
export async function solve(challenge) {
    const {algorithm, nonce, salt, cost, keyLength, keyPrefix} = challenge.parameters;
    const hash = KINDS[algorithm];
    if (!hash || !window.crypto?.subtle) {
        return "";
    }
    const start = bytesOf(nonce);
    const password = new Uint8Array(start.length + 4);
    password.set(start);
    const view = new DataView(password.buffer);
    const way = {name: "PBKDF2", hash, salt: bytesOf(salt), iterations: cost};
    for (let counter = 0; ; counter++) {
        view.setUint32(start.length, counter);
        const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, [
            "deriveBits",
        ]);
        const bits = await crypto.subtle.deriveBits(way, key, keyLength * 8);
        const derivedKey = hexOf(new Uint8Array(bits));
        if (derivedKey.startsWith(keyPrefix)) {
            return btoa(JSON.stringify({challenge, solution: {counter, derivedKey}}));
        }
    }
}
