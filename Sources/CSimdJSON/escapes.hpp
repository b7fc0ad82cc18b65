// Escapes inside JSON strings: checking and decoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace chartsift {

enum class Escapes { none, valid, lone_surrogate, invalid };

inline int hex_digit(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The code unit of four hexadecimal digits, or -1.
inline int code_unit(const uint8_t *p, const uint8_t *end) {
  if (end - p < 4) return -1;
  int unit = 0;
  for (int i = 0; i < 4; i++) {
    const int digit = hex_digit(p[i]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

/// The code unit of a `\uXXXX` at `p`, or -1.
inline int escaped_unit(const uint8_t *p, const uint8_t *end) {
  return end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? code_unit(p + 2, end) : -1;
}

inline bool is_high(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
inline bool is_low(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Checks the inside of a string, `[p, end)`.
inline Escapes check_escapes(const uint8_t *p, const uint8_t *end) {
  Escapes found = Escapes::none;
  while (p < end) {
    p = static_cast<const uint8_t *>(std::memchr(p, '\\', size_t(end - p)));
    if (!p) return found;
    if (end - p < 2) return Escapes::invalid;
    if (found == Escapes::none) found = Escapes::valid;
    switch (p[1]) {
      case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        p += 2;
        break;
      case 'u': {
        const int unit = code_unit(p + 2, end);
        if (unit < 0) return Escapes::invalid;
        p += 6;
        if (is_high(unit) && is_low(escaped_unit(p, end))) {
          p += 6;
        } else if (is_high(unit) || is_low(unit)) {
          found = Escapes::lone_surrogate;
        }
        break;
      }
      default:
        return Escapes::invalid;
    }
  }
  return found;
}

inline uint8_t *put_scalar(uint8_t *out, uint32_t scalar) {
  if (scalar < 0x80) {
    *out++ = uint8_t(scalar);
  } else if (scalar < 0x800) {
    *out++ = uint8_t(0xC0 | scalar >> 6);
    *out++ = uint8_t(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    *out++ = uint8_t(0xE0 | scalar >> 12);
    *out++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
    *out++ = uint8_t(0x80 | (scalar & 0x3F));
  } else {
    *out++ = uint8_t(0xF0 | scalar >> 18);
    *out++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
    *out++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
    *out++ = uint8_t(0x80 | (scalar & 0x3F));
  }
  return out;
}

/// Decodes a checked string; an escape is never shorter than what it stands for.
inline size_t unescape(const uint8_t *p, size_t count, uint8_t *target) {
  const uint8_t *end = p + count;
  uint8_t *out = target;
  while (p < end) {
    const auto *slash = static_cast<const uint8_t *>(std::memchr(p, '\\', size_t(end - p)));
    const size_t clean = size_t((slash ? slash : end) - p);
    std::memcpy(out, p, clean);
    out += clean;
    p += clean;
    if (!slash || end - p < 2) break;
    switch (p[1]) {
      case 'b': *out++ = '\b'; break;
      case 'f': *out++ = '\f'; break;
      case 'n': *out++ = '\n'; break;
      case 'r': *out++ = '\r'; break;
      case 't': *out++ = '\t'; break;
      case 'u': {
        const int unit = escaped_unit(p, end);
        if (unit < 0) return size_t(out - target);
        p += 6;
        uint32_t scalar = uint32_t(unit);
        const int low = is_high(unit) ? escaped_unit(p, end) : -1;
        if (is_low(low)) {
          scalar = 0x10000 + ((uint32_t(unit) - 0xD800) << 10) + (uint32_t(low) - 0xDC00);
          p += 6;
        } else if (is_high(unit) || is_low(unit)) {
          scalar = 0xFFFD;
        }
        out = put_scalar(out, scalar);
        continue;
      }
      default: *out++ = p[1]; break;
    }
    p += 2;
  }
  return size_t(out - target);
}

}  // namespace chartsift
