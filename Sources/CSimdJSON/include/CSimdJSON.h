// A C interface to simdjson: checks one JSON document strictly and lists the members of its root.
//
// All offsets are byte offsets into the document given, half-open. No C++ exception leaves these functions.
#ifndef CHARTSIFT_CSIMDJSON_H
#define CHARTSIFT_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Owns the memory that scanning needs. One thread at a time may use it.
typedef struct csj_parser csj_parser;

typedef enum {
  CSJ_OK = 0,
  CSJ_BLANK = 1,           // nothing but white space
  CSJ_INVALID = 2,         // not JSON
  CSJ_INVALID_UTF8 = 3,
  CSJ_LONE_SURROGATE = 4,  // a \u escape that is half of a pair
  CSJ_TOO_DEEP = 5,
  CSJ_NO_MEMORY = 6,
} csj_status;

typedef enum {
  CSJ_OBJECT = 0,
  CSJ_ARRAY = 1,
  CSJ_STRING = 2,
  CSJ_NUMBER = 3,
  CSJ_TRUE = 4,
  CSJ_FALSE = 5,
  CSJ_NULL = 6,
} csj_kind;

/// One member of the root object, or one element of the root array.
typedef struct {
  uint32_t key_start;  // inside of the key's quotes; 0,0 in an array
  uint32_t key_end;
  uint32_t value_start;  // the whole token, quotes and brackets included
  uint32_t value_end;
  uint8_t kind;          // csj_kind
  bool key_escaped;      // the key holds a backslash
  bool value_escaped;    // the value is a string that holds a backslash
  bool damaged;          // key or value holds a lone surrogate
} csj_member;

/// What one scan found. `members` stays valid until the parser's next use.
typedef struct {
  csj_status status;
  uint8_t root;  // csj_kind
  const csj_member *members;
  size_t member_count;
} csj_scan_result;

/// Returns NULL when memory is out.
csj_parser *csj_create(void);
void csj_destroy(csj_parser *parser);

/// Validates the whole document (RFC 8259: grammar, UTF-8, escapes, at most `max_depth` nested containers) and lists
/// the root's members in order, duplicates included. When the status is not CSJ_OK the members that could be read
/// before the error are listed all the same, so that an id can still be told.
/// `count` must be below 4 GiB.
csj_scan_result csj_scan(csj_parser *parser, const uint8_t *bytes, size_t count, size_t max_depth);

/// Decodes the inside of a JSON string that `csj_scan` accepted; `target` must hold `count` bytes.
/// Returns the number of bytes written. Halves of surrogate pairs become U+FFFD.
size_t csj_unescape(const uint8_t *source, size_t count, uint8_t *target);

/// Copies a valid JSON token without the white space between its parts; `target` must hold `count` + 64 bytes.
/// Returns the number of bytes written.
size_t csj_minify(const uint8_t *source, size_t count, uint8_t *target);

bool csj_valid_utf8(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
