#pragma once
// The C++ client of Parley. Start at SfuExtended.
#include "parley/context.h"
#include "parley/media.h"
#include "parley/pending.h"
#include "parley/room_extended.h"
#include "parley/sfu.h"
#include "parley/sfu_extended.h"
