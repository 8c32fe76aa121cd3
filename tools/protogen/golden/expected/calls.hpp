#pragma once
// Generated from protocol/*.toml by tools/protogen. Edit the schema, not this file.
// All of them; a file that needs few includes its domain's header.
#include "protocol/demo_calls.hpp"
