// Stage 1 of simdjson (vectorised, chosen for the processor at run time) finds the start of every token and checks
// UTF-8, control characters and quotes. The walk over those tokens is our own instead of on-demand's, because notes
// need what on-demand hides: numbers of any size as written, lone surrogates told from other errors, an explicit
// depth limit without recursion, and the members read before an error.
#include "CSimdJSON.h"

#include <simdjson.h>

#include <cstring>
#include <memory>
#include <new>
#include <vector>

#include "escapes.hpp"
#include "walk.hpp"

using simdjson::internal::dom_parser_implementation;

struct csj_parser {
  std::unique_ptr<dom_parser_implementation> stage1;
  size_t capacity = 0;
  std::vector<uint32_t> lenient;  // token starts of a document that stage 1 refused
  std::vector<csj_member> members;
};

namespace {

constexpr size_t smallest_capacity = 16 * 1024;
// A parser that has met one huge line gives its memory (4 bytes for each byte) back afterwards.
constexpr size_t largest_kept_capacity = 4 * 1024 * 1024;

bool reserve(csj_parser &parser, size_t count) {
  if (parser.stage1 && parser.capacity >= count) return true;
  size_t capacity = smallest_capacity;
  while (capacity < count && capacity < largest_kept_capacity) capacity *= 2;
  if (capacity < count) capacity = count;
  parser.stage1.reset();
  const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
    capacity, 1, parser.stage1);
  parser.capacity = error ? 0 : capacity;
  return !error;
}

void give_back(csj_parser &parser) {
  if (parser.capacity > largest_kept_capacity) {
    parser.stage1.reset();
    parser.capacity = 0;
    std::vector<uint32_t>().swap(parser.lenient);
  }
}

csj_scan_result scan(csj_parser &parser, const uint8_t *bytes, size_t count, size_t max_depth) {
  csj_scan_result result{CSJ_OK, CSJ_NULL, nullptr, 0};
  parser.members.clear();
  size_t first = 0;
  while (first < count && chartsift::is_white(bytes[first])) first++;
  if (first == count) {
    result.status = CSJ_BLANK;
    return result;
  }
  if (!reserve(parser, count)) {
    result.status = CSJ_NO_MEMORY;
    return result;
  }
  const auto error = parser.stage1->stage1(bytes, count, simdjson::stage1_mode::regular);
  chartsift::Tokens tokens{bytes, uint32_t(count), nullptr, 0};
  if (error) {
    chartsift::find_tokens(bytes, count, parser.lenient);
    tokens.starts = parser.lenient.data();
    tokens.count = parser.lenient.size();
  } else {
    tokens.starts = parser.stage1->structural_indexes.get();
    tokens.count = parser.stage1->n_structural_indexes;
  }
  result.status = chartsift::walk(tokens, max_depth, result.root, parser.members);
  if (error) {
    result.status = simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count)
                      ? (result.status == CSJ_TOO_DEEP ? CSJ_TOO_DEEP : CSJ_INVALID)
                      : CSJ_INVALID_UTF8;
  }
  result.members = parser.members.data();
  result.member_count = parser.members.size();
  return result;
}

}  // namespace

extern "C" csj_parser *csj_create(void) { return new (std::nothrow) csj_parser; }

extern "C" void csj_destroy(csj_parser *parser) { delete parser; }

extern "C" csj_scan_result csj_scan(
  csj_parser *parser, const uint8_t *bytes, size_t count, size_t max_depth) {
  try {
    give_back(*parser);
    return scan(*parser, bytes, count, max_depth);
  } catch (...) {
    return csj_scan_result{CSJ_NO_MEMORY, CSJ_NULL, nullptr, 0};
  }
}

extern "C" size_t csj_unescape(const uint8_t *source, size_t count, uint8_t *target) {
  return chartsift::unescape(source, count, target);
}

extern "C" size_t csj_minify(const uint8_t *source, size_t count, uint8_t *target) {
  size_t written = 0;
  const auto error = simdjson::minify(
    reinterpret_cast<const char *>(source), count, reinterpret_cast<char *>(target), written);
  if (!error) return written;
  std::memcpy(target, source, count);
  return count;
}

extern "C" bool csj_valid_utf8(const uint8_t *bytes, size_t count) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), count);
}
