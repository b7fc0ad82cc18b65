// The streaming reader of libxml2: the only part that ChartSift uses.
#ifndef CHARTSIFT_CLIBXML2_H
#define CHARTSIFT_CLIBXML2_H

#include <libxml/xmlreader.h>

#endif
