// The tests start filter processes by running this program again, as streamctl's main does.
#include <gmock/gmock.h>

#include "filter/helper.h"

int main(int argc, char** argv) {
  if (streamctl::filter::is_helper(argc, argv)) streamctl::filter::serve();
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
