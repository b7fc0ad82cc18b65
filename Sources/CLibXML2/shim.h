// The streaming reader of libxml2: the only part that ChartSift uses.
#ifndef CHARTSIFT_CLIBXML2_H
#define CHARTSIFT_CLIBXML2_H

// Without ICU's headers: Foundation brings its own copy of them, and the two cannot be imported together. They would
// only add fields to the encoding handler, which nobody here touches.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>

#endif
