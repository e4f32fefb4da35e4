/*
 * embed.c - turns text files into C strings: embed NAME=FILE... > header
 *
 * Each file becomes `static const char NAME[]` and, for the content security policy of the page it
 * is put into, `static const char NAME_sha256[]`, the base64 form of its SHA-256 (FIPS 180-4).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t word, int by)
{
    return word >> by | word << (32 - by);
}

static void mix_block(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64];
    for (int i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    }
    for (int i = 16; i < 64; i++) {
        uint32_t a = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t b = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    uint32_t s[8];
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t e = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
        uint32_t first = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + round_constants[i] + w[i];
        uint32_t a = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
        uint32_t second = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += first;
        s[0] = first + second;
    }
    for (int i = 0; i < 8; i++) {
        state[i] += s[i];
    }
}

static void sha256(const unsigned char *bytes, size_t length, unsigned char digest[32])
{
    uint32_t state[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    size_t whole = length / 64 * 64;
    for (size_t i = 0; i < whole; i += 64) {
        mix_block(state, bytes + i);
    }
    unsigned char last[128] = { 0 };
    size_t rest = length - whole;
    memcpy(last, bytes + whole, rest);
    last[rest] = 0x80;
    size_t size = rest < 56 ? 64 : 128;
    for (int i = 0; i < 8; i++) {
        last[size - 1 - (size_t)i] = (unsigned char)((uint64_t)length * 8 >> (8 * i));
    }
    for (size_t i = 0; i < size; i += 64) {
        mix_block(state, last + i);
    }
    for (int i = 0; i < 32; i++) {
        digest[i] = (unsigned char)(state[i / 4] >> (24 - i % 4 * 8));
    }
}

static void print_base64(const unsigned char digest[32])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 33; i += 3) {
        uint32_t group = (uint32_t)digest[i] << 16 | (uint32_t)digest[i + 1] << 8 |
                         (i + 2 < 32 ? digest[i + 2] : 0u);
        printf("%c%c%c%c", digits[group >> 18], digits[group >> 12 & 63], digits[group >> 6 & 63],
               i + 2 < 32 ? digits[group & 63] : '=');
    }
}

static void print_string(const char *name, const unsigned char *bytes, size_t length)
{
    printf("static const char %s[] =\n    \"", name);
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
            printf(i + 1 < length ? "\\n\"\n    \"" : "\\n");
        } else if (bytes[i] == '"' || bytes[i] == '\\') {
            printf("\\%c", bytes[i]);
        } else if (bytes[i] < ' ' || bytes[i] > '~') {
            printf("\\%03o", bytes[i]);
        } else {
            putchar(bytes[i]);
        }
    }
    printf("\";\n");
}

static int embed(const char *name, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }
    static unsigned char bytes[1 << 18];
    size_t length = fread(bytes, 1, sizeof bytes, file);
    int failed = ferror(file) || length == sizeof bytes;
    fclose(file);
    if (failed) {
        fprintf(stderr, "%s: cannot be read or is too long\n", path);
        return 1;
    }
    unsigned char digest[32];
    sha256(bytes, length, digest);
    printf("\n/* %s */\n", path);
    print_string(name, bytes, length);
    printf("static const char %s_sha256[] = \"", name);
    print_base64(digest);
    printf("\";\n");
    return 0;
}

int main(int argc, char **argv)
{
    printf("/* Generated by tools/embed.c. Do not edit. */\n");
    for (int i = 1; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals == NULL) {
            fprintf(stderr, "usage: embed NAME=FILE...\n");
            return 2;
        }
        *equals = '\0';
        if (embed(argv[i], equals + 1) != 0) {
            return 1;
        }
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
