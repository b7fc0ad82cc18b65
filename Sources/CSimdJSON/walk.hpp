// The walk over a document's tokens: the JSON grammar, without recursion.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "CSimdJSON.h"
#include "escapes.hpp"

namespace chartsift {

inline bool is_white(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Where each token of a document starts: brackets, colons, commas, opening quotes, first bytes of other scalars.
struct Tokens {
  const uint8_t *bytes;
  uint32_t length;
  const uint32_t *starts;
  size_t count;

  /// The end of the token at `i`: where the next one starts, less the white space before that.
  uint32_t end(size_t i) const {
    uint32_t end = i + 1 < count ? starts[i + 1] : length;
    while (end > starts[i] + 1 && is_white(bytes[end - 1])) end--;
    return end;
  }
};

/// Finds token starts as stage 1 does, one byte at a time, in a document that stage 1 refused: control characters
/// in strings are passed over, and an unclosed string is one last token.
inline void find_tokens(const uint8_t *bytes, size_t count, std::vector<uint32_t> &starts) {
  starts.clear();
  bool in_scalar = false;
  for (size_t i = 0; i < count; i++) {
    const uint8_t c = bytes[i];
    if (c == '"') {
      starts.push_back(uint32_t(i));
      in_scalar = false;
      for (i++; i < count && bytes[i] != '"'; i++) {
        if (bytes[i] == '\\') i++;
      }
    } else if (c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',') {
      starts.push_back(uint32_t(i));
      in_scalar = false;
    } else if (is_white(c)) {
      in_scalar = false;
    } else if (!in_scalar) {
      starts.push_back(uint32_t(i));
      in_scalar = true;
    }
  }
}

inline bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

inline bool is_number(const uint8_t *p, const uint8_t *end) {
  const auto digits = [&] {
    const uint8_t *start = p;
    while (p < end && is_digit(*p)) p++;
    return p > start;
  };
  if (p < end && *p == '-') p++;
  if (p < end && *p == '0') {
    p++;
  } else if (!digits()) {
    return false;
  }
  if (p < end && *p == '.') {
    p++;
    if (!digits()) return false;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    p++;
    if (p < end && (*p == '+' || *p == '-')) p++;
    if (!digits()) return false;
  }
  return p == end;
}

/// Kind of the scalar `[p, end)` that is no string, or -1.
inline int scalar_kind(const uint8_t *p, const uint8_t *end) {
  const auto is = [&](const char *word, size_t length) {
    return size_t(end - p) == length && std::memcmp(p, word, length) == 0;
  };
  switch (*p) {
    case 't': return is("true", 4) ? CSJ_TRUE : -1;
    case 'f': return is("false", 5) ? CSJ_FALSE : -1;
    case 'n': return is("null", 4) ? CSJ_NULL : -1;
    default: return is_number(p, end) ? CSJ_NUMBER : -1;
  }
}

/// Checks the string at token `i`. Sets `end` to the offset behind its closing quote.
inline Escapes check_string(const Tokens &tokens, size_t i, uint32_t &end) {
  end = tokens.end(i);
  const uint32_t start = tokens.starts[i];
  if (end < start + 2 || tokens.bytes[end - 1] != '"') return Escapes::invalid;
  return check_escapes(tokens.bytes + start + 1, tokens.bytes + end - 1);
}

inline csj_status walk(
  const Tokens &tokens, size_t max_depth, uint8_t &root, std::vector<csj_member> &members) {
  enum class Next { value, first_value, first_key, key, separator };
  const uint8_t *bytes = tokens.bytes;
  std::vector<bool> objects;  // open containers, the innermost last: true for an object
  Next next = Next::value;
  csj_member member{};
  bool lone = false;
  bool has_root = false;

  // Behind a value: gives out a member of the root. Returns what must follow.
  const auto finish_value = [&](uint32_t end) {
    if (objects.size() == 1) {
      member.value_end = end;
      members.push_back(member);
      member = csj_member{};
    }
    return Next::separator;
  };

  for (size_t i = 0; i < tokens.count; i++) {
    const uint32_t at = tokens.starts[i];
    const uint8_t c = bytes[at];
    if (has_root && objects.empty()) return CSJ_INVALID;  // something behind the root
    const bool closes = c == '}' || c == ']';
    if (closes) {
      const bool may_close = next == Next::separator || next == (c == '}' ? Next::first_key : Next::first_value);
      if (!may_close || objects.empty() || objects.back() != (c == '}')) return CSJ_INVALID;
      if (tokens.end(i) != at + 1) return CSJ_INVALID;
      objects.pop_back();
      next = finish_value(at + 1);
      continue;
    }
    if (next == Next::separator) {
      if (c != ',') return CSJ_INVALID;
      next = objects.back() ? Next::key : Next::value;
      continue;
    }
    if (next == Next::key || next == Next::first_key) {
      if (c != '"' || i + 1 >= tokens.count || bytes[tokens.starts[i + 1]] != ':') return CSJ_INVALID;
      uint32_t end = 0;
      const Escapes escapes = check_string(tokens, i, end);
      if (escapes == Escapes::invalid) return CSJ_INVALID;
      lone |= escapes == Escapes::lone_surrogate;
      if (objects.size() == 1) {
        member = csj_member{};
        member.key_start = at + 1;
        member.key_end = end - 1;
        member.key_escaped = escapes != Escapes::none;
      }
      member.damaged |= escapes == Escapes::lone_surrogate;
      i++;  // the colon
      next = Next::value;
      continue;
    }
    // A value.
    uint32_t end = at + 1;
    int kind;
    if (c == '{' || c == '[') {
      kind = c == '{' ? CSJ_OBJECT : CSJ_ARRAY;
    } else if (c == '"') {
      const Escapes escapes = check_string(tokens, i, end);
      if (escapes == Escapes::invalid) return CSJ_INVALID;
      lone |= escapes == Escapes::lone_surrogate;
      member.damaged |= escapes == Escapes::lone_surrogate;
      if (objects.size() == 1) member.value_escaped = escapes != Escapes::none;
      kind = CSJ_STRING;
    } else {
      end = tokens.end(i);
      kind = scalar_kind(bytes + at, bytes + end);
      if (kind < 0) return CSJ_INVALID;
    }
    if (!has_root) {
      has_root = true;
      root = uint8_t(kind);
    } else if (objects.size() == 1) {
      member.kind = uint8_t(kind);
      member.value_start = at;
    }
    if (kind == CSJ_OBJECT || kind == CSJ_ARRAY) {
      if (objects.size() >= max_depth) return CSJ_TOO_DEEP;
      objects.push_back(kind == CSJ_OBJECT);
      next = kind == CSJ_OBJECT ? Next::first_key : Next::first_value;
    } else {
      next = finish_value(end);
    }
  }
  if (!has_root || !objects.empty()) return CSJ_INVALID;
  return lone ? CSJ_LONE_SURROGATE : CSJ_OK;
}

}  // namespace chartsift
